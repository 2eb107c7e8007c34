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
        float[] scores = logits.toFloatArray();
        float[] truth = labels.toFloatArray();
        int classes = scores.length / Math.max(1, truth.length);
        boolean[] correct = new boolean[truth.length];
        for (int i = 0; i < correct.length; i++) {
            int label = (int) truth[i];
            float score = scores[i * classes + label];
            correct[i] = true;
            for (int c = 0; c < classes; c++) {
                correct[i] &= c == label || score > scores[i * classes + c];
            }
        }
        return correct;
    }

    /** {@return how many examples are {@link #correct}} */
    public static int count(NDArray logits, NDArray labels) {
        int count = 0;
        for (boolean one : correct(logits, labels)) {
            count += one ? 1 : 0;
        }
        return count;
    }
}
