package anpvs.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Cross-entropy of the softmax. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * @param logits (N, classes) float32
     * @param labels true classes (N) float32
     * @return -1/N sum_n ln softmax(logits_n)[label_n], a scalar (1), differentiable
     */
    public static NDArray mean(NDArray logits, NDArray labels) {
        long n = labels.getShape().size();
        return logits.logSoftmax(1)
                .get(new NDIndex().addAllDim().addPickDim(labels.reshape(n, 1)))
                .sum()
                .div(-n);
    }
}
