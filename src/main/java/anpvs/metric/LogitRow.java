package anpvs.metric;

/** The logits of one image, outside the engine and in double precision. */
public final class LogitRow {
    private LogitRow() {}

    /**
     * @param values image after image
     * @param image which one
     * @param size values of each image
     * @return those of that image
     */
    public static double[] of(float[] values, int image, int size) {
        double[] row = new double[size];
        for (int c = 0; c < size; c++) {
            row[c] = values[image * size + c];
        }
        return row;
    }

    /**
     * @param logits (classes)
     * @param truth the true class
     * @return its logit less the largest other; a tie is not positive
     */
    public static double margin(double[] logits, int truth) {
        double other = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.length; c++) {
            other = c == truth ? other : Math.max(other, logits[c]);
        }
        return logits[truth] - other;
    }

    /**
     * @param logits (classes)
     * @param truth the true class
     * @return -log softmax of it, in nats
     */
    public static double crossEntropy(double[] logits, int truth) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum) - logits[truth];
    }
}
