package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Operators;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prunes single weights by the alternating direction method of multipliers (Ye, Xu et al. 2019).
 * The first of its three phases is the run that this one starts from. In the second the loss has
 * the penalty rho/2 sum ||W - Z + U||^2, where Z, the target, is W + U with all but its largest
 * values set to 0, and U the dual variable; at each update rho grows, Z is projected anew and W - Z
 * is added to U. In the third the smallest weights are 0 and stay so, while the others are trained.
 *
 * <p>The learning rate restarts at each update and falls to a tenth after each third of the period,
 * and restarts in the third phase, there with the recipe's boundaries. Everything else follows from
 * the step, so that Z and U are all that a checkpoint needs.
 */
final class AdmmPruner {
    private static final List<Double> THIRDS = List.of(1.0 / 3, 2.0 / 3);

    private final AdmmSettings settings;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();

    /** Z in the second phase; in the third 1 where a weight is kept and 0 where it is pruned. */
    private final Map<String, NDArray> targets = new LinkedHashMap<>();

    private final Map<String, NDArray> duals = new LinkedHashMap<>();
    private final long pruning;
    private final long period;
    private final StepSchedule periodRate;
    private final StepSchedule retrainingRate;

    /**
     * @param manager owner of Z and U
     * @param settings ratio, penalty and phases
     * @param schedule rate, boundaries and steps of the whole run
     * @param trained the trained weights by name, live; those of more than one axis are pruned
     */
    AdmmPruner(
            NDManager manager,
            AdmmSettings settings,
            StepSchedule schedule,
            Map<String, NDArray> trained) {
        this.settings = settings;
        trained.forEach(
                (name, weight) -> {
                    if (Weights.isKernel(weight)) {
                        weights.put(name, weight);
                        targets.put(name, manager.zeros(weight.getShape()));
                        duals.put(name, manager.zeros(weight.getShape()));
                    }
                });
        long total = schedule.totalSteps();
        pruning = total - Math.round(settings.retraining() * total);
        period = Math.max(1, pruning / settings.updates());
        periodRate = new StepSchedule(schedule.rate(), THIRDS, period);
        retrainingRate =
                new StepSchedule(
                        schedule.rate(), schedule.boundaries(), schedule.points(), total - pruning);
    }

    /** {@return Z and U, live, in a fixed order} */
    Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        targets.forEach((name, array) -> arrays.put("admm.z." + name, array));
        duals.forEach((name, array) -> arrays.put("admm.u." + name, array));
        return arrays;
    }

    /**
     * Comes before each step: begins the run, updates Z and U, or prunes, where the step asks for
     * it.
     *
     * @param step 0-based
     * @param adam the weights' optimiser, whose moments of pruned weights are forgotten
     */
    void before(long step, Adam adam) {
        for (String name : weights.keySet()) {
            if (step == pruning) {
                prune(name, adam);
            } else if (step < pruning && step % period == 0) {
                update(name, step == 0);
            }
        }
    }

    private void update(String name, boolean first) {
        NDArray weight = weights.get(name);
        NDArray dual = duals.get(name);
        try (NDManager scope = weight.getManager().newSubManager()) {
            NDArray sum = attached(scope, weight.add(dual));
            float[] projected = projection(sum.toFloatArray(), settings.ratio());
            NDArray target = scope.create(projected, weight.getShape());
            target.copyTo(targets.get(name));
            if (!first) {
                dual.addi(attached(scope, weight.sub(target)));
            }
        }
    }

    private void prune(String name, Adam adam) {
        NDArray weight = weights.get(name);
        float[] kept = kept(weight.toFloatArray(), settings.ratio());
        NDArray mask = targets.get(name);
        try (NDManager scope = weight.getManager().newSubManager()) {
            scope.create(kept, weight.getShape()).copyTo(mask);
        }
        duals.get(name).muli(0);
        weight.muli(mask);
        // a moment that is not 0 would move a weight whose gradient is
        adam.means().get(name).muli(mask);
        adam.variances().get(name).muli(mask);
    }

    private static NDArray attached(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }

    /**
     * @param leaves the weights of the gradient graph
     * @param step 0-based
     * @return the penalty of each pruned array in the second phase, scalars; in the third none
     */
    List<NDArray> penalties(Weights leaves, long step) {
        List<NDArray> penalties = new ArrayList<>();
        if (step < pruning) {
            for (String name : weights.keySet()) {
                NDArray distance = leaves.get(name).sub(targets.get(name)).add(duals.get(name));
                NDArray square = Operators.sumFeatures(distance.mul(distance)).sum();
                penalties.add(square.mul(rho(step) / 2));
            }
        }
        return penalties;
    }

    /** {@return the penalty's factor at a step of the second phase} */
    double rho(long step) {
        long updates = step / period;
        return settings.rho() * Math.pow(settings.growth(), (double) updates);
    }

    /**
     * @param gradients of the trained weights by name
     * @param step 0-based
     * @return the same; in the third phase 0 for weights that are pruned
     */
    Map<String, NDArray> masked(Map<String, NDArray> gradients, long step) {
        if (step < pruning) {
            return gradients;
        }
        Map<String, NDArray> masked = new LinkedHashMap<>(gradients);
        targets.forEach((name, mask) -> masked.computeIfPresent(name, (n, g) -> g.mul(mask)));
        return masked;
    }

    /**
     * @param step 0-based
     * @return the learning rate of the weights
     */
    double rate(long step) {
        return step < pruning ? periodRate.at(step % period) : retrainingRate.at(step - pruning);
    }

    /**
     * The nearest array with that share of zeros.
     *
     * @param values weights of a layer
     * @param ratio share of zeros in (0, 1), rounded to whole weights
     * @return a copy in which the values of smallest magnitude are 0, the first of equals first
     */
    static float[] projection(float[] values, double ratio) {
        float[] projected = kept(values, ratio);
        for (int i = 0; i < values.length; i++) {
            projected[i] = projected[i] == 0 ? 0 : values[i];
        }
        return projected;
    }

    /** {@return 1 for each value that the projection keeps, 0 for the others} */
    private static float[] kept(float[] values, double ratio) {
        float[] sizes = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            sizes[i] = Math.abs(values[i]);
        }
        int zeros = Math.toIntExact(Math.round(ratio * values.length));
        float[] kept = new float[values.length];
        Arrays.fill(kept, 1);
        if (zeros == 0) {
            return kept;
        }
        float[] sorted = sizes.clone();
        Arrays.sort(sorted);
        float threshold = sorted[zeros - 1];
        int equal = zeros;
        for (float size : sizes) {
            equal -= size < threshold ? 1 : 0;
        }
        for (int i = 0; i < values.length; i++) {
            boolean last = sizes[i] == threshold && equal > 0;
            equal -= last ? 1 : 0;
            kept[i] = sizes[i] < threshold || last ? 0 : 1;
        }
        return kept;
    }
}
