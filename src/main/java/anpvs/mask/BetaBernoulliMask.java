package anpvs.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * Beta-Bernoulli pruning mask (Lee et al. 2018; Eq. 7 and 8 of the paper). Each unit k is kept with
 * probability pi_k, whose posterior is Kumaraswamy(a_k, b_k) with a = softplus(a_uc), b =
 * softplus(b_uc); the prior is Beta(alpha / K, 1).
 */
public final class BetaBernoulliMask implements Mask {
    /** Concentration of the prior. */
    public static final double ALPHA = 1e-4;

    /** Temperature of the relaxed Bernoulli draws. */
    public static final double TEMPERATURE = 0.1;

    /** A unit is pruned when E[pi] is not above this. */
    public static final double THRESHOLD = 1e-3;

    /** Start of b_uc, where b = 1. */
    public static final double INITIAL_B = 0.5413;

    private static final double EULER = 0.5772156649015329;
    private static final float A_MIN = -10f;
    private static final float B_MIN = -10f;
    private static final float B_MAX = 50f;

    private final MaskLayout layout;
    private final NDArray a;
    private final NDArray b;
    private final double[] prior;

    /**
     * @param manager owner of the parameters
     * @param layout the network's masks
     * @param initialA start of a_uc for each layer
     * @param priorPerLayerUnits whether the prior's constant is alpha / K with K the units of the
     *     layer (Eq. 8) or alpha itself (published code)
     */
    public BetaBernoulliMask(
            NDManager manager, MaskLayout layout, double[] initialA, boolean priorPerLayerUnits) {
        this.layout = layout;
        Shape shape = new Shape(layout.total());
        this.b = manager.full(shape, (float) INITIAL_B, DataType.FLOAT32);
        this.prior = new double[layout.total()];
        float[] start = new float[layout.total()];
        for (int layer = 0; layer < layout.layers(); layer++) {
            int units = layout.units().get(layer);
            int from = layout.offset(layer);
            Arrays.fill(prior, from, from + units, priorPerLayerUnits ? ALPHA / units : ALPHA);
            Arrays.fill(start, from, from + units, (float) initialA[layer]);
        }
        this.a = manager.create(start);
    }

    private BetaBernoulliMask(MaskLayout layout, NDArray a, NDArray b, double[] prior) {
        this.layout = layout;
        this.a = a;
        this.b = b;
        this.prior = prior;
    }

    @Override
    public Mask withParameters(Map<String, NDArray> parameters) {
        return new BetaBernoulliMask(layout, parameters.get("a_uc"), parameters.get("b_uc"), prior);
    }

    @Override
    public MaskLayout layout() {
        return layout;
    }

    @Override
    public Map<String, NDArray> parameters() {
        Map<String, NDArray> map = new LinkedHashMap<>();
        map.put("a_uc", a);
        map.put("b_uc", b);
        return map;
    }

    /**
     * {@inheritDoc}
     *
     * <p>One u_k for each unit, shared by the batch: pi_k = (1 - u_k^(1/b_k))^(1/a_k), the inverse
     * of Kumaraswamy's distribution function. One v_nk for each example and unit: m_nk =
     * sigmoid((logit(v_nk) + logit(pi_k)) / tau). ln(pi) is kept in log space: pi itself underflows
     * for small a.
     */
    @Override
    public NDArray sample(NDManager manager, int batch, RandomStream random) {
        int units = layout.total();
        float[] u = random.uniform(0f, 1f, units);
        float[] v = random.uniform(0f, 1f, batch * units);
        for (int i = 0; i < units; i++) {
            u[i] = (float) Math.log(Math.max(u[i], 1e-10));
        }
        NDArray logU = manager.create(u);
        NDArray p = manager.create(v, new Shape(batch, units)).maximum(0x1.0p-25f);
        NDArray logitV = p.log().sub(p.neg().add(1f).log());
        NDArray logS = logU.div(softB(b)); // ln u^(1/b)
        NDArray logPi = log1mexp(logS).div(softA(a));
        NDArray logitPi = logPi.sub(log1mexp(logPi)).reshape(1, units);
        return Activation.sigmoid(logitV.add(logitPi).div(TEMPERATURE));
    }

    /** ln(1 - e^x) for x at most 0; the floor keeps value and gradient finite at x = 0. */
    private static NDArray log1mexp(NDArray x) {
        return Operators.expm1(x).neg().maximum(1e-20f).log();
    }

    private static NDArray softA(NDArray a) {
        return Activation.softPlus(a.maximum(A_MIN));
    }

    private static NDArray softB(NDArray b) {
        return Activation.softPlus(b.clip(B_MIN, B_MAX));
    }

    @Override
    public NDArray expectation(NDManager manager) {
        double[] expected = expectedValues();
        float[] mask = new float[expected.length];
        for (int k = 0; k < mask.length; k++) {
            mask[k] = expected[k] > THRESHOLD ? (float) expected[k] : 0f;
        }
        return manager.create(mask);
    }

    /**
     * {@inheritDoc}
     *
     * <p>E[pi] = b B(1 + 1/a, b), through a log-beta that is stable for 1/a up to 2.2e4.
     */
    @Override
    public double[] expectedValues() {
        float[] aUc = a.toFloatArray();
        float[] bUc = b.toFloatArray();
        return IntStream.range(0, aUc.length)
                .parallel()
                .mapToDouble(k -> expectedValue(aUc[k], bUc[k]))
                .toArray();
    }

    /**
     * @param aUc unconstrained a
     * @param bUc unconstrained b
     * @return E[pi] in double precision
     */
    static double expectedValue(double aUc, double bUc) {
        double shapeB = shapeB(bUc);
        return Math.exp(Math.log(shapeB) + LogBeta.value(1 + 1 / shapeA(aUc), shapeB));
    }

    /**
     * {@inheritDoc}
     *
     * <p>For each unit (1 - alpha/a) (-gamma - psi(b) - 1/b) + ln(a b / alpha) - (b - 1)/b, with
     * alpha the prior's constant (Eq. 8). Value and derivatives are computed in double precision;
     * the engine sees the linear function that has both.
     */
    @Override
    public NDArray kl(NDManager manager) {
        float[] aUc = a.toFloatArray();
        float[] bUc = b.toFloatArray();
        float[] byA = new float[aUc.length];
        float[] byB = new float[aUc.length];
        double[] rest =
                IntStream.range(0, aUc.length)
                        .parallel()
                        .mapToDouble(k -> klRest(k, aUc[k], bUc[k], byA, byB))
                        .toArray();
        return manager.create(byA)
                .mul(a)
                .add(manager.create(byB).mul(b))
                .sum()
                .add(Arrays.stream(rest).sum());
    }

    /** The KL term of unit k less its linear part; the slopes go to byA[k] and byB[k]. */
    private double klRest(int k, double aUc, double bUc, float[] byA, float[] byB) {
        double shapeA = shapeA(aUc);
        double shapeB = shapeB(bUc);
        double ratio = prior[k] / shapeA;
        double bracket = -EULER - Digamma.value(shapeB) - 1 / shapeB;
        double kl = (1 - ratio) * bracket + Math.log(shapeB / ratio) - (shapeB - 1) / shapeB;
        double dA = ratio / shapeA * bracket + 1 / shapeA;
        double square = 1 / (shapeB * shapeB);
        double dB = (1 - ratio) * (square - Trigamma.value(shapeB)) + 1 / shapeB - square;
        byA[k] = (float) (aUc > A_MIN ? dA * sigmoid(aUc) : 0);
        byB[k] = (float) (bUc > B_MIN && bUc < B_MAX ? dB * sigmoid(bUc) : 0);
        return kl - byA[k] * aUc - byB[k] * bUc;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double shapeA(double aUc) {
        return Math.log1p(Math.exp(Math.max(aUc, A_MIN)));
    }

    private static double shapeB(double bUc) {
        double clipped = Math.min(Math.max(bUc, B_MIN), B_MAX);
        return clipped > 30 ? clipped : Math.log1p(Math.exp(clipped));
    }

    @Override
    public boolean[] active() {
        double[] expected = expectedValues();
        boolean[] active = new boolean[expected.length];
        for (int k = 0; k < active.length; k++) {
            active[k] = expected[k] > THRESHOLD;
        }
        return active;
    }
}
