package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Independent normal distributions over the weights of a network (Blundell et al. 2015): w = mu +
 * softplus(rho) e with e ~ N(0, 1). What gradients do not train, such as running statistics, is not
 * random. The rho of all weights lie one behind the other in one vector, and the gradients by mu
 * and rho follow from those by the drawn weights in closed form, so that a draw costs few
 * operations and none in the gradient graph.
 */
public final class GaussianWeights {
    private final Weights means;
    private final Map<String, Shape> random = new LinkedHashMap<>();
    private final NDArray rho;

    /**
     * @param parameters of the network
     * @param means mu of the random weights, and the values of the others
     * @param rho (random weights) float32, in the network's order
     */
    public GaussianWeights(List<ParameterSpec> parameters, Weights means, NDArray rho) {
        this.means = means;
        this.rho = rho;
        for (ParameterSpec spec : parameters) {
            if (spec.trained()) {
                random.put(spec.name(), spec.shape());
            }
        }
    }

    /**
     * The published code's starts of mu: U(-r, r) with r = 1 / sqrt(inputs of a unit) for weights
     * and biases of convolutions and dense layers, U(0, 1) for the factors of batch normalisation,
     * 0 for its offsets.
     *
     * @param manager owner of the arrays
     * @param parameters of the network
     * @param seed the run's seed
     * @return initial means
     */
    public static Weights initialMeans(
            NDManager manager, List<ParameterSpec> parameters, long seed) {
        RandomStream random = RandomStream.of(seed, RandomStream.Purpose.INITIALISATION, 0);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        float range = 0;
        for (ParameterSpec spec : parameters) {
            Shape shape = spec.shape();
            NDArray array;
            if (spec.range() > 0) {
                if (shape.dimension() > 1) { // its bias follows and has the same range
                    range = (float) Math.sqrt((double) shape.get(0) / shape.size());
                }
                array = random.uniform(manager, -range, range, shape);
            } else if (spec.trained() && spec.centre() == 1) {
                array = random.uniform(manager, 0, 1, shape);
            } else {
                array = spec.initial(manager, random);
            }
            arrays.put(spec.name(), array);
        }
        return new Weights(arrays);
    }

    /**
     * @param manager owner of the array
     * @param parameters of the network
     * @param start of every rho
     * @param wideNorms whether those of batch normalisation behind convolutions start at U(-r, r),
     *     r = sqrt(3 / channels), as in the published code
     * @param random for these
     * @return (random weights) float32
     */
    public static NDArray initialRho(
            NDManager manager,
            List<ParameterSpec> parameters,
            double start,
            boolean wideNorms,
            RandomStream random) {
        try (NDManager scope = manager.newSubManager()) {
            NDList parts = new NDList();
            boolean convolution = false;
            for (ParameterSpec spec : parameters) {
                int size = Math.toIntExact(spec.shape().size());
                int dimension = spec.shape().dimension();
                convolution = dimension > 1 ? dimension == 4 : convolution;
                boolean wide = wideNorms && convolution && spec.range() == 0;
                float centre = wide ? 0 : (float) start;
                float range = wide ? (float) Math.sqrt(3.0 / size) : 0;
                if (spec.trained()) {
                    parts.add(scope.create(random.uniform(centre - range, centre + range, size)));
                }
            }
            NDArray rho = NDArrays.concat(parts);
            rho.attach(manager);
            return rho;
        }
    }

    /** {@return rho, live} */
    public NDArray rho() {
        return rho;
    }

    /**
     * {@return rho of each random weight, shaped like it, by the weight's name}
     *
     * @param manager owner of the copies
     */
    public Map<String, NDArray> rhoParts(NDManager manager) {
        return split(RowOperators.handle(manager, rho));
    }

    /** The parts of a vector over all random weights, each shaped like its weight, by name. */
    private Map<String, NDArray> split(NDArray vector) {
        Map<String, NDArray> parts = new LinkedHashMap<>();
        long from = 0;
        for (Map.Entry<String, Shape> entry : random.entrySet()) {
            long to = from + entry.getValue().size();
            parts.put(entry.getKey(), vector.get(from + ":" + to).reshape(entry.getValue()));
            from = to;
        }
        return parts;
    }

    /**
     * {@return the parts as one vector over all random weights}
     *
     * @param parts by name, each shaped like its weight
     */
    public NDArray join(Map<String, NDArray> parts) {
        NDList list = new NDList();
        random.keySet().forEach(name -> list.add(parts.get(name).reshape(-1)));
        return NDArrays.concat(list);
    }

    /**
     * One draw of all weights.
     *
     * @param weights the network's weights: new arrays for the random ones, handles for the others
     * @param noise e, (random weights) float32
     */
    public record Draw(Weights weights, NDArray noise) {}

    /**
     * @param manager owner of the result
     * @param stream the noise
     * @return a draw, detached from mu and rho
     */
    public Draw draw(NDManager manager, RandomStream stream) {
        NDArray noise = stream.normal(manager, 1, rho.getShape());
        Map<String, NDArray> drawn = means.detached(manager).arrays();
        split(noise.mul(sigma(manager)))
                .forEach((name, offset) -> drawn.put(name, offset.add(drawn.get(name))));
        return new Draw(new Weights(drawn), noise);
    }

    private NDArray sigma(NDManager manager) {
        return Activation.softPlus(RowOperators.handle(manager, rho));
    }

    /**
     * The gradient by rho: g e sigmoid(rho). That by mu is g itself.
     *
     * @param draw where the gradient was taken
     * @param gradients g, by the drawn weights, by name
     * @return (random weights) float32, owned by the manager of {@code draw}
     */
    public NDArray rhoGradient(Draw draw, Map<String, NDArray> gradients) {
        NDManager manager = draw.noise().getManager();
        return draw.noise()
                .mul(join(gradients))
                .mul(Activation.sigmoid(RowOperators.handle(manager, rho)));
    }

    /**
     * The KL divergence from the prior N(0, s^2), summed over the random weights: ln(s / sigma) +
     * (sigma^2 + mu^2) / (2 s^2) - 1/2 for each. Its gradient by mu is mu / s^2, a weight decay.
     *
     * @param manager owner of the result
     * @param priorScale s
     * @return a scalar float32
     */
    public NDArray kl(NDManager manager, double priorScale) {
        double factor = 0.5 / (priorScale * priorScale);
        NDArray sigma = sigma(manager);
        NDArray terms = sigma.square().mul(factor).sub(sigma.log());
        double constant = rho.size() * (Math.log(priorScale) - 0.5);
        List<NDArray> mu = random.keySet().stream().map(means.detached(manager)::get).toList();
        return Operators.sumFeatures(terms.reshape(1, rho.size()))
                .reshape()
                .add(Operators.sumSquares(mu).mul(factor))
                .add(constant);
    }

    /**
     * @param manager owner of the result
     * @param priorScale s
     * @return the gradient of {@link #kl} by rho: (sigma / s^2 - 1 / sigma) sigmoid(rho)
     */
    public NDArray klRhoGradient(NDManager manager, double priorScale) {
        NDArray sigma = sigma(manager);
        return sigma.div(priorScale * priorScale)
                .sub(sigma.pow(-1))
                .mul(Activation.sigmoid(RowOperators.handle(manager, rho)));
    }
}
