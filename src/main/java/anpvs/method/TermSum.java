package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.GradientTape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the terms of one step add up to: a sum that the weights minimise (Eq. 6), and one that the
 * mask parameters minimise (Eq. 9, which is Eq. 5 with a prior).
 *
 * <p>One forward graph serves both. The adjoints differ, so each sum has a backward pass of its
 * own, unless all that the weights' sum has of the mask's first draw is a share of the mask's own:
 * then one pass over the weights' sum and that share of the rest serves both. V stands in the way,
 * because its gradient reaches the draw mixed with that of the cross-entropy.
 */
final class TermSum {
    private final Map<Losses.Name, NDArray> named = new EnumMap<>(Losses.Name.class);
    private NDArray forWeights;
    private NDArray forMask;

    /** What {@link #forMask} has and {@link #forWeights} has no share of; null for nothing. */
    private NDArray forMaskAlone;

    private double share;
    private boolean apart;
    private double weightDecay;
    private NDArray closedValue;
    private double closedFactor;
    private NDArray byRho;

    /**
     * Names a value for the records.
     *
     * @param name of the loss
     * @param value a scalar, before its weight
     */
    void name(Losses.Name name, NDArray value) {
        named.put(name, value);
    }

    /**
     * @param summand of the weights' sum, a scalar with its weight
     */
    void add(NDArray summand) {
        forWeights = plus(forWeights, summand);
    }

    /** Says that a summand of the weights' sum reaches the mask's draw, and is not the mask's. */
    void keepFromMask() {
        apart = true;
    }

    /**
     * @param summand of the mask's sum, a scalar with its weight
     * @param ofWeights with which factor it stands in the weights' sum, 0 for not at all
     */
    void addForMask(NDArray summand, double ofWeights) {
        forMask = plus(forMask, summand);
        if (ofWeights == 0) {
            forMaskAlone = plus(forMaskAlone, summand);
        }
        share = Math.max(share, ofWeights);
    }

    private static NDArray plus(NDArray sum, NDArray summand) {
        return sum == null ? summand : sum.add(summand);
    }

    /**
     * @param factor of sum(theta^2) / 2, which the optimiser adds to the gradient
     */
    void addDecay(double factor) {
        weightDecay += factor;
    }

    /**
     * A summand of the weights' sum whose gradients are known: by rho, and by mu as a decay.
     *
     * @param value a scalar
     * @param factor its weight
     * @param rhoGradient gradient by rho, with the weight
     */
    void addInClosedForm(NDArray value, double factor, NDArray rhoGradient) {
        closedValue = value;
        closedFactor = factor;
        byRho = rhoGradient;
    }

    /**
     * @param tape has recorded the passes
     * @param passes of the step
     * @return losses, gradients and statistics
     */
    StepResult differentiate(GradientTape tape, Passes passes) {
        NDManager scope = passes.batch().scope();
        Map<String, NDArray> maskLeaves = passes.mask().leaves();
        boolean trainsMask = !maskLeaves.isEmpty();
        boolean onePass = trainsMask && share > 0 && !apart;
        Map<String, NDArray> byMask = Map.of();
        if (trainsMask && !onePass) {
            byMask = gradients(tape, scope, forMask, List.of(maskLeaves), true).get(0);
        }
        List<Map<String, NDArray>> leaves = new ArrayList<>(passes.weights().leaves());
        NDArray differentiated = forWeights;
        if (onePass) {
            leaves.add(maskLeaves);
            if (forMaskAlone != null) {
                differentiated = forWeights.add(forMaskAlone.mul(share));
            }
        }
        List<Map<String, NDArray>> found = gradients(tape, scope, differentiated, leaves, false);
        if (onePass) {
            byMask = found.remove(found.size() - 1);
            byMask.replaceAll((name, gradient) -> gradient.div(share));
        }
        Map<String, NDArray> byWeights = passes.weights().gradients(found, byRho);
        return new StepResult(losses(), byWeights, byMask, weightDecay, passes.statistics());
    }

    private static List<Map<String, NDArray>> gradients(
            GradientTape tape,
            NDManager scope,
            NDArray loss,
            List<Map<String, NDArray>> leaves,
            boolean keepRecord) {
        List<NDArray> all = leaves.stream().flatMap(set -> set.values().stream()).toList();
        Iterator<NDArray> found = tape.gradients(scope, loss, all, keepRecord).iterator();
        List<Map<String, NDArray>> gradients = new ArrayList<>();
        for (Map<String, NDArray> set : leaves) {
            Map<String, NDArray> byName = new LinkedHashMap<>();
            set.keySet().forEach(name -> byName.put(name, found.next()));
            gradients.add(byName);
        }
        return gradients;
    }

    private Losses losses() {
        Map<Losses.Name, Double> values = new EnumMap<>(Losses.Name.class);
        named.forEach((name, scalar) -> values.put(name, value(scalar)));
        double known = closedValue == null ? 0 : closedFactor * value(closedValue);
        values.put(Losses.Name.TOTAL, value(forWeights) + known);
        return new Losses(values);
    }

    private static double value(NDArray scalar) {
        return scalar.toFloatArray()[0];
    }
}
