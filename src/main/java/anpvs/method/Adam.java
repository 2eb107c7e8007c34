package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Operators;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015) with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, whose moments are
 * plain arrays that a checkpoint holds.
 */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> variances = new LinkedHashMap<>();

    /**
     * @param manager owner of the moments, which start at zero
     * @param parameters what is optimised, by name
     */
    Adam(NDManager manager, Map<String, NDArray> parameters) {
        this.parameters = parameters;
        parameters.forEach(
                (name, array) -> {
                    means.put(name, manager.zeros(array.getShape()));
                    variances.put(name, manager.zeros(array.getShape()));
                });
    }

    Map<String, NDArray> means() {
        return means;
    }

    Map<String, NDArray> variances() {
        return variances;
    }

    /**
     * @param gradients gradient of each parameter by name
     * @param step 0-based number of the step
     * @param rate learning rate
     * @param weightDecay factor of the parameter that is added to its gradient
     */
    void update(Map<String, NDArray> gradients, long step, double rate, double weightDecay) {
        double corrected =
                rate
                        * Math.sqrt(1 - Math.pow(BETA2, step + 1.0))
                        / (1 - Math.pow(BETA1, step + 1.0));
        gradients.forEach(
                (name, gradient) ->
                        Operators.adamUpdate(
                                parameters.get(name),
                                gradient,
                                means.get(name),
                                variances.get(name),
                                corrected,
                                weightDecay));
    }
}
