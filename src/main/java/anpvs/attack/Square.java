package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.Arrays;

/**
 * The Square attack (Andriushchenko et al. 2020): random search that asks for logits only and so
 * does not care about gradients. It starts from vertical stripes of +-epsilon and changes squares,
 * which shrink on a schedule, by +-2 epsilon; it keeps what lowers the margin z_y - max_{i != y}
 * z_i, and stops with an example that is misclassified.
 *
 * @param threat the ball and the pixel range
 * @param queries forward passes, 5,000 in AutoAttack
 */
public record Square(ThreatModel threat, int queries) implements Attack {
    /** Queries in AutoAttack. */
    public static final int QUERIES = 5_000;

    /** Last query with each share of the image's area; the share is halved after it. */
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    private static final double FIRST_SHARE = 0.8;

    /** Checks the number. */
    public Square {
        if (queries < 1) {
            throw new UserError("queries is " + queries + "; expected 1 or more");
        }
    }

    /**
     * @param query number of the query, from 0
     * @param height of the images
     * @param width of the images
     * @return side of the square that it changes
     */
    public static int side(int query, int height, int width) {
        double share = FIRST_SHARE;
        for (int i = 0; i < HALVED_AFTER.length; i++) {
            share /= query > HALVED_AFTER[i] ? 2 : 1;
        }
        int side = (int) Math.rint(Math.sqrt(share * height * width));
        return Math.max(1, Math.min(side, Math.min(height, width)));
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        NDManager owner = images.getManager();
        HostImages clean = HostImages.of(images);
        HostImages best = clean.copy();
        int[] truth = HostImages.labels(labels);
        int n = clean.count();
        for (int row = 0; row < n; row++) {
            stripes(clean.rows()[row], best.rows()[row], images.getShape(), random);
        }
        int[] active = HostImages.all(n);
        double[] margin = margins(owner, classifier, best, active, truth);
        boolean[] broken = new boolean[n];
        HostImages tried = best.copy();
        for (int query = 0; query < queries; query++) {
            for (int row = 0; row < n; row++) {
                broken[row] = !(margin[row] > 0); // a logit that is not a number breaks too
            }
            active = HostImages.without(active, broken);
            if (allBroken(active, broken)) {
                break;
            }
            Interruption.check();
            int side = side(query, (int) images.getShape().get(2), (int) images.getShape().get(3));
            for (int row : active) {
                System.arraycopy(best.rows()[row], 0, tried.rows()[row], 0, clean.pixels());
                square(clean.rows()[row], tried.rows()[row], images.getShape(), side, random);
            }
            double[] found = margins(owner, classifier, tried, active, truth);
            for (int i = 0; i < active.length; i++) {
                int row = active[i];
                if (!broken[row] && !(found[i] >= margin[row])) {
                    margin[row] = found[i];
                    float[] old = best.rows()[row];
                    best.rows()[row] = tried.rows()[row];
                    tried.rows()[row] = old;
                }
            }
        }
        return best.toEngine(owner);
    }

    private static boolean allBroken(int[] active, boolean[] broken) {
        return Arrays.stream(active).allMatch(row -> broken[row]);
    }

    /** One sign for each channel and column. */
    private void stripes(float[] clean, float[] image, Shape shape, RandomStream random) {
        int height = (int) shape.get(2);
        int width = (int) shape.get(3);
        for (int c = 0; c < shape.get(1); c++) {
            for (int column = 0; column < width; column++) {
                float change = sign(random) * threat.epsilon();
                for (int line = 0; line < height; line++) {
                    int i = (c * height + line) * width + column;
                    image[i] = threat.project(clean[i], clean[i] + change);
                }
            }
        }
    }

    /** One place for all channels, one sign for each. */
    private void square(float[] clean, float[] image, Shape shape, int side, RandomStream random) {
        int height = (int) shape.get(2);
        int width = (int) shape.get(3);
        // the published code never draws the last place
        int top = random.nextInt(Math.max(1, height - side));
        int left = random.nextInt(Math.max(1, width - side));
        for (int c = 0; c < shape.get(1); c++) {
            float change = 2 * sign(random) * threat.epsilon();
            for (int line = top; line < top + side; line++) {
                for (int column = left; column < left + side; column++) {
                    int i = (c * height + line) * width + column;
                    image[i] = threat.project(clean[i], image[i] + change);
                }
            }
        }
    }

    private static int sign(RandomStream random) {
        return random.nextInt(2) == 0 ? -1 : 1;
    }

    private static double[] margins(
            NDManager manager, Classifier classifier, HostImages images, int[] rows, int[] labels) {
        float[] logits;
        try (NDManager scope = manager.newSubManager()) {
            logits = classifier.logits(images.toEngine(scope, rows)).toFloatArray();
        }
        int classes = logits.length / rows.length;
        double[] margins = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int label = labels[rows[i]];
            double other = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                other = c == label ? other : Math.max(other, logits[i * classes + c]);
            }
            margins[i] = logits[i * classes + label] - other;
        }
        return margins;
    }
}
