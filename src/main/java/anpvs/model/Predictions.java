package anpvs.model;

import ai.djl.ndarray.NDArray;

/** Which examples a classifier gets right. */
public final class Predictions {
    private Predictions() {}

    /**
     * @param logits (N, classes) float32
     * @param labels true classes (N) float32
     * @return for each example whether the true class has strictly the largest logit; a tie or a
     *     logit that is not a number counts as wrong
     */
    public static boolean[] correct(NDArray logits, NDArray labels) {
        float[] values = labels.toFloatArray();
        int[] truth = new int[values.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (int) values[i];
        }
        return correct(logits.toFloatArray(), truth);
    }

    /** {@return how many examples are {@link #correct}} */
    public static int count(NDArray logits, NDArray labels) {
        int count = 0;
        for (boolean one : correct(logits, labels)) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /**
     * As {@link #correct(NDArray, NDArray)}, outside the engine.
     *
     * @param logits (N classes), example after example
     * @param labels true classes (N)
     * @return for each example whether the true class has strictly the largest logit
     */
    public static boolean[] correct(float[] logits, int[] labels) {
        int classes = logits.length / Math.max(1, labels.length);
        boolean[] correct = new boolean[labels.length];
        for (int i = 0; i < correct.length; i++) {
            float score = logits[i * classes + labels[i]];
            correct[i] = true;
            for (int c = 0; c < classes; c++) {
                correct[i] &= c == labels[i] || score > logits[i * classes + c];
            }
        }
        return correct;
    }
}
