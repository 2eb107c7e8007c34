package anpvs.grid;

import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.ExperimentSpec;
import java.util.List;
import java.util.Map;

/**
 * The runs of Figure 3: several coefficients of the KL term (beta of Eq. 9), for networks of
 * several sparsities. The paper's own coefficients stand in a supplement that is not available;
 * these are multiples of the coefficient of the method's recipe, which is one of them.
 */
public final class SparsitySweep {
    /** The methods whose coefficient is swept; PAT takes the mask that BP learned with it. */
    public static final List<Method> METHODS = List.of(Method.ANP_VS, Method.PAT);

    private SparsitySweep() {}

    /**
     * @param method one of {@link #METHODS}
     * @param profile how much work
     * @return by what the recipe's coefficient is multiplied, rising, 1 among them
     */
    public static List<Double> factors(Method method, Profile profile) {
        return switch (profile) {
            // PAT is two runs for each point; all of it has to fit in a minute or two
            case SMOKE -> method == Method.PAT ? List.of(1., 4.) : List.of(0.25, 1., 2., 4.);
            case QUICK -> List.of(0.25, 0.5, 1., 2., 4.);
            case PAPER -> List.of(0.0625, 0.125, 0.25, 0.5, 1., 2., 4., 8., 16.);
        };
    }

    /**
     * @param method one of {@link #METHODS}
     * @param dataset the images
     * @param profile the schedule
     * @param seed of all random streams
     * @return a run for each coefficient, rising; that of factor 1 is the method's usual run
     */
    public static List<ExperimentSpec> specs(
            Method method, Dataset dataset, Profile profile, long seed) {
        ExperimentSpec plain = ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, seed);
        String name = isFrozen(plain) ? "start.mask.klWeight" : "mask.klWeight";
        return factors(method, profile).stream()
                .map(factor -> Double.toString(factor * coefficient(plain)))
                .map(weight -> plain.with(Map.of(name, weight)))
                .toList();
    }

    /**
     * @param spec a run of the sweep
     * @return its coefficient of the KL term; with a frozen mask, that of the run which learned it
     */
    public static double coefficient(ExperimentSpec spec) {
        return isFrozen(spec)
                ? coefficient(spec.startSpec().orElseThrow())
                : spec.recipe().mask().learning().klWeight();
    }

    private static boolean isFrozen(ExperimentSpec spec) {
        return spec.recipe().mask().frozen();
    }
}
