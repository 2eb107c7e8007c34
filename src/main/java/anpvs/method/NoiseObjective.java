package anpvs.method;

import ai.djl.ndarray.NDArray;
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
 * The random weights of one step: draws them, turns the gradients by the draws into those by mu and
 * rho, and adds the KL term klWeight KL / N. Its part of the gradient by mu is the {@link
 * #meanDecay}.
 */
final class NoiseObjective {
    private final Recipe.WeightNoise settings;
    private final TrainingState state;
    private final Batch batch;
    private final RandomStream random;
    private final double factor;
    private final List<Draw> draws = new ArrayList<>();

    NoiseObjective(Recipe recipe, TrainingState state, Batch batch, long seed) {
        this.settings = recipe.weightNoise();
        this.state = state;
        this.batch = batch;
        this.random = RandomStream.of(seed, Purpose.MASK, state.step());
        this.factor = settings.klWeight() / recipe.trainedImages();
    }

    /** {@return newly drawn weights that collect gradients} */
    Weights leaves() {
        Draw draw = state.noise().draw(batch.scope(), random);
        Weights leaves = draw.weights().leaves(batch.scope(), state.trained());
        draws.add(new Draw(leaves, draw.noise()));
        return leaves;
    }

    /** {@return the trained leaves of each draw, by name} */
    List<Map<String, NDArray>> drawn() {
        List<Map<String, NDArray>> drawn = new ArrayList<>();
        for (Draw draw : draws) {
            Map<String, NDArray> leaves = new LinkedHashMap<>(draw.weights().arrays());
            leaves.keySet().retainAll(state.trained());
            drawn.add(leaves);
        }
        return drawn;
    }

    /**
     * @param byDraw gradients by the leaves of each draw
     * @return gradients by each mu, by its name, and by rho
     */
    Map<String, NDArray> gradients(List<Map<String, NDArray>> byDraw) {
        GaussianWeights noise = state.noise();
        Map<String, NDArray> means = new LinkedHashMap<>();
        NDArray byRho = noise.klRhoGradient(batch.scope(), settings.priorScale()).mul(factor);
        for (int i = 0; i < draws.size(); i++) {
            Map<String, NDArray> gradients = byDraw.get(i);
            byRho = byRho.add(noise.rhoGradient(draws.get(i), gradients));
            gradients.forEach((name, gradient) -> means.merge(name, gradient, NDArray::add));
        }
        means.put(TrainingState.RHO, byRho);
        return means;
    }

    /** {@return weight decay of mu that is the gradient of the KL term by it} */
    double meanDecay() {
        return factor / (settings.priorScale() * settings.priorScale());
    }

    /** {@return KL divergence before its weight} */
    double kl() {
        return state.noise().kl(batch.scope(), settings.priorScale()).toFloatArray()[0];
    }

    /** {@return weight of the KL divergence in the loss} */
    double factor() {
        return factor;
    }
}
