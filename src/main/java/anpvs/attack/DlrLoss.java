package anpvs.attack;

import anpvs.UserError;
import java.util.Arrays;

/**
 * The difference of logits ratio (Croce and Hein 2020): unlike the cross-entropy it does not change
 * when all logits are scaled or shifted, so that a confident network cannot hide its gradient.
 */
public enum DlrLoss implements LogitLoss {
    /** -(z_y - max_{i != y} z_i) / (z_(1) - z_(3) + 1e-12), z_(j) the j-th largest logit. */
    UNTARGETED(3) {
        @Override
        public double at(float[] z, int label, int target, double[] gradient) {
            int[] order = largest(z);
            int other = order[0] == label ? order[1] : order[0];
            double lead = (double) z[label] - z[other];
            double range = (double) z[order[0]] - z[order[2]] + 1e-12;
            ratio(gradient, label, other, range);
            gradient[order[0]] += lead / (range * range);
            gradient[order[2]] -= lead / (range * range);
            return -lead / range;
        }
    },
    /** -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2 + 1e-12), t the class aimed at. */
    TARGETED(4) {
        @Override
        public double at(float[] z, int label, int target, double[] gradient) {
            int[] order = largest(z);
            double lead = (double) z[label] - z[target];
            double range = z[order[0]] - 0.5 * ((double) z[order[2]] + z[order[3]]) + 1e-12;
            ratio(gradient, label, target, range);
            gradient[order[0]] += lead / (range * range);
            gradient[order[2]] -= 0.5 * lead / (range * range);
            gradient[order[3]] -= 0.5 * lead / (range * range);
            return -lead / range;
        }
    };

    private final int classes;

    DlrLoss(int classes) {
        this.classes = classes;
    }

    /** {@return how many classes a classifier must have at least} */
    public int classes() {
        return classes;
    }

    private static void ratio(double[] gradient, int label, int other, double range) {
        gradient[label] -= 1 / range;
        gradient[other] += 1 / range;
    }

    /** The classes of the largest logits, as many as are needed, largest first. */
    int[] largest(float[] z) {
        if (z.length < classes) {
            throw new UserError(
                    "the DLR loss needs "
                            + classes
                            + " classes, but the classifier has "
                            + z.length
                            + "; attack it with the cross-entropy");
        }
        int[] order = new int[classes];
        Arrays.fill(order, -1);
        for (int c = 0; c < z.length; c++) {
            int place = classes;
            while (place > 0 && (order[place - 1] < 0 || z[c] > z[order[place - 1]])) {
                place--;
            }
            if (place < classes) {
                System.arraycopy(order, place, order, place + 1, classes - 1 - place);
                order[place] = c;
            }
        }
        return order;
    }
}
