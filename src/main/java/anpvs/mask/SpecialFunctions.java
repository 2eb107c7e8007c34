package anpvs.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Functions that the engine lacks, composed of its operators so that they have gradients. */
final class SpecialFunctions {
    /**
     * Terms of the recurrence: the series is used at x + 8 and more, where it is exact to 1e-13.
     */
    private static final int SHIFT = 8;

    private SpecialFunctions() {}

    /**
     * The digamma function psi(x) = d ln Gamma(x) / dx: the recurrence psi(x) = psi(x + 1) - 1/x,
     * eight times, then the asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18).
     *
     * @param x (n) float64, positive
     * @return (n) float64, differentiable
     */
    static NDArray digamma(NDArray x) {
        NDArray steps =
                x.getManager().arange(0f, (float) SHIFT, 1f, DataType.FLOAT64).reshape(1, SHIFT);
        NDArray recurrence =
                x.reshape(x.getShape().get(0), 1).add(steps).pow(-1).sum(new int[] {1});
        NDArray y = x.add((double) SHIFT);
        NDArray t = y.pow(-2);
        NDArray series =
                t.mul(-1.0 / 132)
                        .add(1.0 / 240)
                        .mul(t)
                        .add(-1.0 / 252)
                        .mul(t)
                        .add(1.0 / 120)
                        .mul(t)
                        .add(-1.0 / 12)
                        .mul(t);
        return y.log().sub(y.pow(-1).mul(0.5)).add(series).sub(recurrence);
    }

    /**
     * softplus(x) = ln(1 + e^x), without overflow.
     *
     * @param x any shape
     * @return same shape, positive, differentiable
     */
    static NDArray softplus(NDArray x) {
        return ai.djl.nn.Activation.softPlus(x);
    }
}
