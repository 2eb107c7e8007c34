package anpvs.experiment;

import anpvs.UserError;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

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
        String checkpoint = run.checkpoints().lastDigest();
        return run.evaluations().stream()
                .filter(found -> found.checkpoint().equals(checkpoint))
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

    /**
     * @param spec a run
     * @return in what it differs from the recipe of its method, such as {@code mask.klWeight=60,
     *     epochs=3}; empty if in nothing
     */
    public static String changes(ExperimentSpec spec) {
        if (spec.isImported()) {
            return "imported";
        }
        String fidelity = spec.recipe().fidelity().name();
        String words =
                spec.changes().entrySet().stream()
                        .map(change -> change.getKey() + "=" + change.getValue())
                        .collect(Collectors.joining(", "));
        boolean paper = fidelity.equals(anpvs.method.Fidelity.PAPER.name());
        return paper ? words : words.isEmpty() ? fidelity : fidelity + ", " + words;
    }
}
