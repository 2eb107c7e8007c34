package anpvs.loss;

import ai.djl.ndarray.NDArray;

/** The regulariser of TRADES (Zhang et al. 2019). */
public final class Trades {
    private Trades() {}

    /**
     * @param clean logits of the clean images, (N, classes) float32
     * @param adversarial logits of the adversarial images, same shape
     * @return 1/N sum_n KL(p(clean_n) || p(adversarial_n)) with p the softmax, a scalar (1), at
     *     least 0, differentiable by both
     */
    public static NDArray divergence(NDArray clean, NDArray adversarial) {
        NDArray p = clean.logSoftmax(1);
        NDArray q = adversarial.logSoftmax(1);
        return p.exp().mul(p.sub(q)).sum().div(clean.getShape().get(0));
    }
}
