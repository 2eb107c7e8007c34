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
        float[] label = labels.toFloatArray();
        int classes = scores.length / label.length;
        boolean[] correct = new boolean[label.length];
        for (int i = 0; i < correct.length; i++) {
            int truth = (int) label[i];
            correct[i] = true;
            for (int c = 0; c < classes; c++) {
                correct[i] &= c == truth || scores[i * classes + truth] > scores[i * classes + c];
            }
        }
        return correct;
    }
}
