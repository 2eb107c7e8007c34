package anpvs.grid;

import anpvs.data.Dataset;
import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.store.ExperimentSpec;
import anpvs.store.TransferSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The parts of the paper's results, and which runs and evaluations each needs. What a notebook
 * wants to find in the store stands here, so that the grid of all runs has it.
 */
public enum PaperPart {
    /** Table 1: the main comparison; ANP-VS with VIB masks, of the supplement, beside it. */
    TABLE_1("Table 1, Figures 2, 4 and 5") {
        @Override
        Set<Method> methods() {
            return EnumSet.complementOf(EnumSet.of(Method.AT_VS, Method.ANP, Method.PAT));
        }
    },
    /** Table 2: other radii, and more steps of the attack. */
    TABLE_2("Table 2") {
        @Override
        Set<Method> methods() {
            Set<Method> methods = TABLE_1.methods();
            methods.remove(Method.ANP_VS_VIB);
            return methods;
        }

        @Override
        public List<EvaluationSettings> evaluations(ExperimentSpec spec) {
            return Arrays.stream(Sweep.values())
                    .flatMap(sweep -> sweep.settings(spec.recipe(), null).stream())
                    .toList();
        }
    },
    /** Table 3: the two parts of ANP-VS apart. */
    TABLE_3("Table 3") {
        @Override
        Set<Method> methods() {
            return EnumSet.of(Method.AT, Method.AT_VS, Method.ANP, Method.ANP_VS);
        }
    },
    /**
     * Figure 3: several coefficients of the KL term. The paper has it on CIFAR only; MNIST, which a
     * CPU does in hours, is ours.
     */
    FIGURE_3("Figure 3") {
        @Override
        Set<Method> methods() {
            return EnumSet.copyOf(SparsitySweep.METHODS);
        }

        @Override
        public List<ExperimentSpec> runs(
                Method method, Dataset dataset, Profile profile, long seed) {
            boolean shown =
                    switch (profile) {
                        case SMOKE -> dataset.channels() == 1;
                        case QUICK -> true;
                        case PAPER -> dataset.channels() == 3;
                    };
            return shown && methods().contains(method)
                    ? SparsitySweep.specs(method, dataset, profile, seed)
                    : List.of();
        }

        /** What the figure shows: runs that no table has are attacked from one start. */
        @Override
        public List<EvaluationSettings> evaluations(ExperimentSpec spec) {
            return spec.equals(spec.plain())
                    ? super.evaluations(spec)
                    : List.of(EvaluationSettings.ofTables(spec.recipe()).ofOneStart());
        }
    };

    private final String label;

    PaperPart(String label) {
        this.label = label;
    }

    abstract Set<Method> methods();

    /** {@return where the paper shows it} */
    public String label() {
        return label;
    }

    /**
     * @param method a row
     * @param dataset the images
     * @param profile the schedule
     * @param seed of all random streams
     * @return the method's runs that the part needs; none if it does without the method
     */
    public List<ExperimentSpec> runs(Method method, Dataset dataset, Profile profile, long seed) {
        return methods().contains(method)
                ? List.of(ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, seed))
                : List.of();
    }

    /**
     * @param spec one of its runs
     * @return how the run is evaluated
     */
    public List<EvaluationSettings> evaluations(ExperimentSpec spec) {
        return List.of(table(spec));
    }

    /** All of the evaluation, with transfer from the source that the paper uses. */
    private static EvaluationSettings table(ExperimentSpec spec) {
        Recipe recipe = spec.recipe();
        return EvaluationSettings.ofTables(recipe).withSource(TransferSource.spec(spec).runId());
    }
}
