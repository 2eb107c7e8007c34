package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.model.GaussianWeights;
import anpvs.model.GaussianWeights.Draw;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of one step as leaves of the gradient graph. Of random weights the leaves are draws,
 * and the gradients by these are turned into those by mu and rho.
 */
final class StepWeights {
    private final TrainingState state;
    private final List<Weights> leaves = new ArrayList<>();

    /** One for each of the leaves; none for weights that are numbers. */
    private final List<Draw> draws = new ArrayList<>();

    /**
     * @param state whose weights they are
     * @param scope owner of the leaves
     * @param seed the run's seed
     * @param eachPass whether clean and adversarial pass have each their own draw of random weights
     */
    StepWeights(TrainingState state, NDManager scope, long seed, boolean eachPass) {
        this.state = state;
        if (state.noise() == null) {
            leaves.add(state.weights().leaves(scope, state.trained()));
            return;
        }
        RandomStream random = RandomStream.of(seed, Purpose.MASK, state.step());
        for (int i = 0; i < (eachPass ? 2 : 1); i++) {
            Draw draw = state.noise().draw(scope, random);
            Weights drawn = draw.weights().leaves(scope, state.trained());
            leaves.add(drawn);
            draws.add(new Draw(drawn, draw.noise()));
        }
    }

    /** {@return the weights of the pass of clean images} */
    Weights clean() {
        return leaves.get(0);
    }

    /** {@return the weights of the pass of adversarial images} */
    Weights adversarial() {
        return leaves.get(leaves.size() - 1);
    }

    /** {@return what to differentiate by: sets of trained leaves, by name} */
    List<Map<String, NDArray>> leaves() {
        return leaves.stream().map(this::trained).toList();
    }

    private Map<String, NDArray> trained(Weights weights) {
        Map<String, NDArray> trained = new LinkedHashMap<>(weights.arrays());
        trained.keySet().retainAll(state.trained());
        return trained;
    }

    /**
     * @param byLeaves gradients by each set of {@link #leaves}
     * @param byRho a gradient by rho in closed form; null for none
     * @return gradients by each weight, or its mu, by its name, and by rho
     */
    Map<String, NDArray> gradients(List<Map<String, NDArray>> byLeaves, NDArray byRho) {
        if (draws.isEmpty()) {
            return byLeaves.get(0);
        }
        GaussianWeights noise = state.noise();
        Map<String, NDArray> sums = new LinkedHashMap<>();
        NDArray rho = byRho;
        for (int i = 0; i < draws.size(); i++) {
            Map<String, NDArray> gradients = byLeaves.get(i);
            rho = rho.add(noise.rhoGradient(draws.get(i), gradients));
            gradients.forEach((name, gradient) -> sums.merge(name, gradient, NDArray::add));
        }
        sums.put(ModelArrays.RHO, rho);
        return sums;
    }
}
