package anpvs.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.util.Arrays;

/**
 * The cross-entropy of one image on a plane through it, L(x + e1 d1 + e2 d2) (Figure 5). Both
 * directions have entries -1, 0 and 1 only, so that e1 and e2 are changes of a pixel; where both
 * point the same way a pixel changes by e1 + e2. Pixels may leave [0, 1]: the surface is not
 * clipped.
 *
 * @param steps values of e1 and of e2, rising, with 0 in the middle
 * @param loss cross-entropy in nats by e2 and then e1
 * @param margin logit of the true class minus the largest other, by e2 and then e1; negative where
 *     the network errs
 * @param slope1 dL/de1 at the image
 * @param slope2 dL/de2 at the image
 */
@SuppressWarnings("ArrayRecordComponent") // numbers to draw; two surfaces are never compared
public record LossLandscape(
        double[] steps, double[][] loss, double[][] margin, double slope1, double slope2) {
    private static final int BATCH = 128;

    /** The two ways in which the paper's section 5.4 and its caption choose the plane. */
    public enum Directions {
        /** d1 the sign of the input gradient, d2 random (the text; Engstrom et al. 2018). */
        GRADIENT_AND_RANDOM,
        /** Both random (the caption). */
        TWO_RANDOM
    }

    /**
     * @param classifier the network in evaluation mode
     * @param image (1, C, H, W) float32 in [0, 1]
     * @param label its true class
     * @param directions how the plane is chosen
     * @param random numbers of the random directions: each entry -1 or 1, equally likely
     * @param radius largest e1 and e2, on the scale of pixels
     * @param points points along each axis, odd, at least 3
     * @return the surface
     */
    public static LossLandscape of(
            Classifier classifier,
            NDArray image,
            int label,
            Directions directions,
            RandomStream random,
            double radius,
            int points) {
        if (points < 3 || points % 2 == 0 || !(radius > 0)) {
            throw new UserError(
                    points
                            + " points within "
                            + radius
                            + "; expected an odd number of at least 3 and a positive radius");
        }
        try (NDManager scope = ComputeDevice.newManager()) {
            NDArray x = scope.create(image.toFloatArray(), image.getShape());
            NDArray gradient =
                    InputGradient.crossEntropy(classifier, x, scope.create(new float[] {label}));
            NDArray second = rademacher(scope, random, image.getShape());
            NDArray first =
                    directions == Directions.TWO_RANDOM
                            ? rademacher(scope, random, image.getShape())
                            : gradient.sign();
            return along(
                    classifier, x.stopGradient(), label, gradient, first, second, radius, points);
        }
    }

    private static NDArray rademacher(NDManager manager, RandomStream random, Shape shape) {
        float[] signs = new float[(int) shape.size()];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextInt(2) == 0 ? -1 : 1;
        }
        return manager.create(signs, shape);
    }

    private static LossLandscape along(
            Classifier classifier,
            NDArray image,
            int label,
            NDArray gradient,
            NDArray first,
            NDArray second,
            double radius,
            int points) {
        double[] steps = new double[points];
        for (int i = 0; i < points; i++) {
            steps[i] = radius * (2.0 * i / (points - 1) - 1);
        }
        double[][] loss = new double[points][points];
        double[][] margin = new double[points][points];
        int all = points * points;
        for (int from = 0; from < all; from += BATCH) {
            int n = Math.min(BATCH, all - from);
            float[] e = new float[2 * n];
            for (int i = 0; i < n; i++) {
                e[2 * i] = (float) steps[(from + i) % points];
                e[2 * i + 1] = (float) steps[(from + i) / points];
            }
            try (NDManager scope = ComputeDevice.newManager()) {
                NDArray logits =
                        classifier.logits(
                                plane(scope.create(e, new Shape(n, 2)), image, first, second));
                logits.attach(scope);
                float[] z = logits.toFloatArray();
                int classes = z.length / n;
                for (int i = 0; i < n; i++) {
                    double[] one = LogitRow.of(z, i, classes);
                    loss[(from + i) / points][(from + i) % points] =
                            LogitRow.crossEntropy(one, label);
                    margin[(from + i) / points][(from + i) % points] = LogitRow.margin(one, label);
                }
            }
        }
        return new LossLandscape(steps, loss, margin, dot(gradient, first), dot(gradient, second));
    }

    /** The points x + e1 d1 + e2 d2, for e (N, 2), as (N, C, H, W) of e's manager. */
    private static NDArray plane(NDArray e, NDArray image, NDArray first, NDArray second) {
        long features = image.getShape().size();
        NDArray both = first.reshape(1, features).concat(second.reshape(1, features), 0);
        long[] shape = image.getShape().getShape().clone();
        shape[0] = e.getShape().get(0);
        NDArray moved = e.matMul(both).add(image.reshape(1, features));
        both.close();
        return moved.reshape(shape);
    }

    private static double dot(NDArray a, NDArray b) {
        float[] left = a.toFloatArray();
        float[] right = b.toFloatArray();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /** {@return the loss of the image itself} */
    public double center() {
        return loss[steps.length / 2][steps.length / 2];
    }

    /** {@return the smallest loss} */
    public double lowest() {
        return Arrays.stream(loss).flatMapToDouble(Arrays::stream).min().orElseThrow();
    }

    /** {@return the largest loss} */
    public double highest() {
        return Arrays.stream(loss).flatMapToDouble(Arrays::stream).max().orElseThrow();
    }

    /**
     * Largest minus smallest loss within a ball.
     *
     * @param epsilon only points with |e1| + |e2| up to this count: there no pixel changes by more
     * @return in nats
     */
    public double range(double epsilon) {
        double low = center();
        double high = center();
        for (int i = 0; i < steps.length; i++) {
            for (int j = 0; j < steps.length; j++) {
                if (within(i, j, epsilon)) {
                    low = Math.min(low, loss[i][j]);
                    high = Math.max(high, loss[i][j]);
                }
            }
        }
        return high - low;
    }

    /**
     * The largest distance of the surface from its tangent plane at the image (the local linearity
     * measure of Qin et al. 2019, on this plane): 0 for a loss that the gradient models well.
     *
     * @param epsilon only points with |e1| + |e2| up to this count: there no pixel changes by more
     * @return in nats
     */
    public double departure(double epsilon) {
        double largest = 0;
        for (int i = 0; i < steps.length; i++) {
            for (int j = 0; j < steps.length; j++) {
                double tangent = center() + steps[j] * slope1 + steps[i] * slope2;
                if (within(i, j, epsilon)) {
                    largest = Math.max(largest, Math.abs(loss[i][j] - tangent));
                }
            }
        }
        return largest;
    }

    private boolean within(int i, int j, double epsilon) {
        // a hair's breadth for steps that binary fractions cannot hold
        return Math.abs(steps[i]) + Math.abs(steps[j]) <= epsilon * (1 + 1e-9);
    }
}
