package anpvs.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Mask of the variational information bottleneck (Dai et al. 2018): unit k is multiplied by a draw
 * of N(mu_k, exp(logvar_k)), for each example anew. A unit is pruned when its noise exceeds its
 * signal: ln alpha_k = logvar_k - ln(mu_k^2) is not below 0. Unlike a probability, mu may be
 * negative or above 1.
 */
public final class VibMask implements Mask {
    /** Published base code: standard deviation of the starts of mu, around 1, and of logvar. */
    private static final double INITIAL_SD = 0.01;

    /** Keeps ln(mu^2) and the division by the variance finite. */
    private static final double EPSILON = 1e-8;

    private final MaskLayout layout;
    private final NDArray mu;
    private final NDArray logvar;

    /**
     * @param manager owner of the parameters
     * @param layout the network's masks
     * @param initialLogvar mean of the starts of logvar; -9 in the published base code
     * @param random the starts, mu first
     */
    public VibMask(
            NDManager manager, MaskLayout layout, double initialLogvar, RandomStream random) {
        this.layout = layout;
        this.mu = starts(manager, layout.total(), 1, random);
        this.logvar = starts(manager, layout.total(), initialLogvar, random);
    }

    private VibMask(MaskLayout layout, NDArray mu, NDArray logvar) {
        this.layout = layout;
        this.mu = mu;
        this.logvar = logvar;
    }

    private static NDArray starts(NDManager manager, int units, double mean, RandomStream random) {
        float[] values = random.normal(INITIAL_SD, units);
        for (int k = 0; k < units; k++) {
            values[k] += (float) mean;
        }
        return manager.create(values);
    }

    @Override
    public MaskLayout layout() {
        return layout;
    }

    @Override
    public Map<String, NDArray> parameters() {
        Map<String, NDArray> map = new LinkedHashMap<>();
        map.put("mu", mu);
        map.put("logvar", logvar);
        return map;
    }

    @Override
    public Mask withParameters(Map<String, NDArray> parameters) {
        return new VibMask(layout, parameters.get("mu"), parameters.get("logvar"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>m_nk = mu_k + exp(logvar_k / 2) e_nk with e_nk ~ N(0, 1).
     */
    @Override
    public NDArray sample(NDManager manager, int batch, RandomStream random) {
        Shape row = new Shape(1, layout.total());
        NDArray noise = random.normal(manager, 1, new Shape(batch, layout.total()));
        return noise.mul(logvar.mul(0.5f).exp().reshape(row)).add(mu.reshape(row));
    }

    @Override
    public NDArray expectation(NDManager manager) {
        float[] mask = mu.toFloatArray();
        boolean[] active = active();
        for (int k = 0; k < mask.length; k++) {
            mask[k] = active[k] ? mask[k] : 0f;
        }
        return manager.create(mask);
    }

    @Override
    public double[] expectedValues() {
        float[] means = mu.toFloatArray();
        return IntStream.range(0, means.length).mapToDouble(k -> means[k]).toArray();
    }

    /**
     * {@inheritDoc}
     *
     * <p>1/2 sum_k ln(1 + mu_k^2 / exp(logvar_k)).
     */
    @Override
    public NDArray kl(NDManager manager) {
        NDArray variance = logvar.exp().add((float) EPSILON);
        NDArray terms = mu.square().div(variance).add(1f).log();
        return Operators.sumFeatures(terms.reshape(1, layout.total())).reshape().mul(0.5f);
    }

    @Override
    public boolean[] active() {
        float[] means = mu.toFloatArray();
        float[] logs = logvar.toFloatArray();
        boolean[] active = new boolean[means.length];
        for (int k = 0; k < active.length; k++) {
            active[k] = logs[k] < Math.log((double) means[k] * means[k] + EPSILON);
        }
        return active;
    }
}
