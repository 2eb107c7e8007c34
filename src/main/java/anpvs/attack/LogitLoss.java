package anpvs.attack;

/** A loss of the logits of one example, with its gradient, computed outside the engine. */
@FunctionalInterface
public interface LogitLoss {
    /**
     * Cross-entropy -ln softmax(z)_label. In double precision, and from the other classes'
     * probabilities rather than from 1 - p, so that a confident network leaves a gradient.
     */
    LogitLoss CROSS_ENTROPY =
            (z, label, target, gradient) -> {
                double largest = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < z.length; c++) {
                    largest = c == label ? largest : Math.max(largest, z[c]);
                }
                double others = 0;
                for (int c = 0; c < z.length; c++) {
                    gradient[c] = c == label ? 0 : Math.exp(z[c] - largest);
                    others += gradient[c];
                }
                // ln(1 + e^excess), excess = ln(sum of the others) - z_label
                double excess = largest + Math.log(others) - z[label];
                double missing = 1 / (1 + Math.exp(-excess));
                for (int c = 0; c < z.length; c++) {
                    gradient[c] *= missing / others;
                }
                gradient[label] = -missing;
                return excess > 0
                        ? excess + Math.log1p(Math.exp(-excess))
                        : Math.log1p(Math.exp(excess));
            };

    /** The lead z_target - z_label of the class aimed at. */
    LogitLoss LEAD =
            (z, label, target, gradient) -> {
                gradient[target] += 1;
                gradient[label] -= 1;
                return (double) z[target] - z[label];
            };

    /**
     * @param logits z of one example, (classes)
     * @param label the true class
     * @param target the class that the attack aims at; -1 where it aims at none
     * @param gradient (classes), zeros; gets the derivative of the loss by each logit
     * @return the loss; the larger, the worse for the classifier
     */
    double at(float[] logits, int label, int target, double[] gradient);
}
