package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;

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
        try (NDManager scope = owner.newSubManager()) {
            NDArray clean = RowOperators.handle(scope, images);
            NDArray found = new SquareRun(this, classifier, clean, labels, random).run();
            found.attach(owner);
            return found;
        }
    }
}
