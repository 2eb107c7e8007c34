package anpvs.cli.options;

import anpvs.UserError;
import anpvs.evaluate.EvaluationSettings.EnsembleSettings;
import anpvs.store.ExperimentSpec;
import picocli.CommandLine.Option;

/** Mixin of {@code anpvs evaluate}: how random weights are evaluated besides their means. */
public final class EnsembleOption {
    @Option(
            names = "--members",
            paramLabel = "N",
            description =
                    "Draws of random weights whose predictions are averaged; at-bnn only. Default:"
                            + " 20, in smoke 5.")
    private Integer members;

    @Option(
            names = "--gradient-draws",
            paramLabel = "N",
            description =
                    "Draws over which the attack on these averages each gradient; at-bnn only."
                            + " Default: 10, in smoke 2.")
    private Integer gradientDraws;

    /**
     * @param trained the run that is to be evaluated
     * @param sweep whether in a sweep, which takes random weights by their means
     * @throws UserError if an option was given that has no meaning there
     */
    public void check(ExperimentSpec trained, boolean sweep) {
        boolean random = trained.recipe().weightNoise() != null;
        if ((members != null || gradientDraws != null) && (sweep || !random)) {
            throw new UserError(
                    (members != null ? "--members" : "--gradient-draws")
                            + " is for random weights, those of at-bnn; leave it out "
                            + (sweep ? "with --sweep" : "for " + trained.runId()));
        }
    }

    /**
     * @param usual null for weights that are numbers
     * @return the same with what the user named
     */
    public EnsembleSettings change(EnsembleSettings usual) {
        return usual == null
                ? null
                : new EnsembleSettings(
                        members == null ? usual.members() : members,
                        gradientDraws == null ? usual.gradientDraws() : gradientDraws);
    }
}
