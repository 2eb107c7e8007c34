package anpvs.store;

import anpvs.UserError;
import anpvs.method.Method;
import anpvs.method.Recipe;
import java.util.Comparator;
import java.util.Optional;

/** On which run the examples of the transfer attack are made. */
public final class TransferSource {
    /** Seed of the runs that are only sources; no row's. */
    public static final long SEED = 1_000;

    private TransferSource() {}

    /**
     * The run on which the paper's transfer attack makes its examples: of the same architecture and
     * another seed, trained as Standard for the methods that see clean images only (Standard, BP),
     * as AT for all others.
     *
     * @param attacked the run under attack
     * @return its source
     */
    public static ExperimentSpec spec(ExperimentSpec attacked) {
        Recipe recipe = attacked.recipe();
        return ExperimentSpec.of(
                recipe.attack() == null ? Method.STANDARD : Method.AT,
                recipe.dataset(),
                recipe.profile(),
                recipe.fidelity(),
                SEED);
    }

    /**
     * The source of the transfer attack that is there: {@link #spec}, else the run of the lowest
     * other seed.
     *
     * @param store where it is looked for
     * @param attacked the run under attack
     * @return a finished run with its method's plain recipe; empty if there is none
     */
    public static Optional<Run> find(RunStore store, ExperimentSpec attacked) {
        ExperimentSpec source = spec(attacked);
        return store.list().stream()
                .filter(run -> isSource(run, source.recipe(), attacked.seed()))
                .min(
                        Comparator.comparing((Run run) -> !run.id().equals(source.runId()))
                                .thenComparingLong(run -> run.spec().seed()));
    }

    private static boolean isSource(Run run, Recipe recipe, long attackedSeed) {
        try {
            ExperimentSpec spec = run.spec();
            return spec.seed() != attackedSeed
                    && spec.recipe().equals(recipe)
                    && run.state() == Run.State.FINISHED;
        } catch (UserError damaged) {
            return false;
        }
    }
}
