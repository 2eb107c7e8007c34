package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import java.util.Arrays;

/**
 * Square on one batch. The places and signs of squares are drawn on the host, and are all it sends.
 */
final class SquareRun {
    /** After so many queries it looks which examples are broken. */
    private static final int QUERIES_BETWEEN_LOOKS = 50;

    /** What is known of each example. */
    private enum Known {
        LABEL,
        LOWER,
        UPPER,
        BEST,
        /** z_y - max_{i != y} z_i there. */
        MARGIN
    }

    private final Square attack;
    private final Classifier classifier;
    private final RandomStream random;
    private final BatchState<Known> state;
    private final NDManager owner;
    private final int channels;
    private final int height;
    private final int width;

    SquareRun(
            Square attack,
            Classifier classifier,
            NDArray clean,
            NDArray labels,
            RandomStream random) {
        this.attack = attack;
        this.classifier = classifier;
        this.random = random;
        owner = clean.getManager();
        Shape shape = clean.getShape();
        channels = (int) shape.get(1);
        height = (int) shape.get(2);
        width = (int) shape.get(3);
        state = new BatchState<>(owner, Known.class, (int) shape.get(0));
        state.set(Known.LABEL, RowOperators.handle(owner, labels));
        state.set(Known.LOWER, attack.threat().lowest(clean));
        state.set(Known.UPPER, attack.threat().highest(clean));
        NDArray stripes = stripes((int) shape.get(0));
        state.set(Known.BEST, project(clean.add(stripes)));
        state.step(() -> state.set(Known.MARGIN, margin(state.get(Known.BEST))));
    }

    /** {@return what was found, (N, C, H, W)} */
    NDArray run() {
        for (int query = 0; query < attack.queries(); query++) {
            Interruption.check();
            if (query % QUERIES_BETWEEN_LOOKS == 0) {
                try (NDArray done =
                        RowOperators.not(RowOperators.flag(state.get(Known.MARGIN).gt(0)))) {
                    state.narrow(done, state.get(Known.BEST));
                }
                if (state.isEmpty()) {
                    break;
                }
            }
            int side = Square.side(query, height, width);
            state.step(() -> query(side));
        }
        return state.whole(state.get(Known.BEST));
    }

    /** Keeps a change that lowers the margin of an example that is not broken yet. */
    private void query(int side) {
        NDArray best = state.get(Known.BEST);
        NDArray margin = state.get(Known.MARGIN);
        NDArray tried = project(best.add(squares(best.getManager(), side)));
        NDArray found = margin(tried);
        NDArray open = RowOperators.flag(margin.gt(0));
        NDArray keep = open.mul(RowOperators.not(RowOperators.flag(found.gte(margin))));
        state.setWhere(keep, Known.BEST, tried);
        state.setWhere(keep, Known.MARGIN, found);
    }

    private NDArray project(NDArray images) {
        return images.maximum(state.get(Known.LOWER)).minimum(state.get(Known.UPPER));
    }

    private NDArray margin(NDArray images) {
        return Logits.of(classifier.logits(images.stopGradient())).margin(state.get(Known.LABEL));
    }

    /** One sign for each channel and column, (n, C, 1, W). */
    private NDArray stripes(int count) {
        float[] changes = new float[count * channels * width];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = sign() * attack.threat().epsilon();
        }
        return owner.create(changes, new Shape(count, channels, 1, width));
    }

    /** For each example one place for all channels, and one sign for each; (n, C, H, W). */
    private NDArray squares(NDManager manager, int side) {
        int count = (int) state.get(Known.MARGIN).size();
        float[] changes = new float[count * channels];
        float[] lines = new float[count * height];
        float[] columns = new float[count * width];
        for (int n = 0; n < count; n++) {
            // the published code never draws the last place
            int top = n * height + random.nextInt(Math.max(1, height - side));
            int left = n * width + random.nextInt(Math.max(1, width - side));
            Arrays.fill(lines, top, top + side, 1);
            Arrays.fill(columns, left, left + side, 1);
            for (int c = 0; c < channels; c++) {
                changes[n * channels + c] = 2 * sign() * attack.threat().epsilon();
            }
        }
        return manager.create(changes, new Shape(count, channels, 1, 1))
                .mul(manager.create(lines, new Shape(count, 1, height, 1)))
                .mul(manager.create(columns, new Shape(count, 1, 1, width)));
    }

    private int sign() {
        return random.nextInt(2) == 0 ? -1 : 1;
    }
}
