package anpvs.cli;

import anpvs.UserError;
import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import java.util.Comparator;
import java.util.Optional;

/**
 * What tells a run from others, and how it did.
 *
 * @param run the run
 * @param spec what was to be trained
 * @param state what became of it
 * @param evaluation under the recipe's attack, of the most images; null without one
 * @param autoAttack under AutoAttack standard with its published budget; null without one
 */
public record RunSummary(
        Run run,
        ExperimentSpec spec,
        Run.State state,
        Evaluation evaluation,
        AttackRecord autoAttack) {
    /**
     * @param run a run
     * @return its summary
     * @throws UserError if a record is damaged
     */
    public static RunSummary of(Run run) {
        ExperimentSpec spec = run.spec();
        Run.State state = run.state();
        if (state != Run.State.FINISHED) {
            return new RunSummary(run, spec, state, null, null);
        }
        return new RunSummary(
                run,
                spec,
                state,
                mainEvaluation(run, spec).orElse(null),
                AttackEvaluator.ofStandard(run).orElse(null));
    }

    /** The recipe's attack on the final weights; sweeps and fewer images come last. */
    private static Optional<Evaluation> mainEvaluation(Run run, ExperimentSpec spec) {
        EvaluationSettings usual = oneImage(EvaluationSettings.of(spec.recipe()));
        return Evaluation.of(run).current().stream()
                .filter(found -> oneImage(found.settings()).equals(usual))
                .max(
                        Comparator.comparingInt((Evaluation found) -> found.settings().images())
                                .thenComparing(found -> found.settings().whiteBoxOnly() == null)
                                .thenComparing(found -> found.settings().restarts())
                                .thenComparing(found -> found.settings().source() != null));
    }

    private static EvaluationSettings oneImage(EvaluationSettings settings) {
        return settings.ofOneStart().withImages(1);
    }
}
