package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import anpvs.UserError;
import anpvs.engine.RowOperators;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Logits as attacks compare them: detached, and in double precision, so that no difference between
 * two of them is lost.
 *
 * @param z (n, classes) float64; its manager owns what is made
 */
record Logits(NDArray z) {
    /**
     * @param logits (n, classes) float32
     * @return their values
     */
    static Logits of(NDArray logits) {
        return new Logits(logits.stopGradient().toType(DataType.FLOAT64, false));
    }

    int classes() {
        return (int) z.getShape().get(1);
    }

    /**
     * @param index a class of each example, (n)
     * @return its logit, (n, 1)
     */
    NDArray at(NDArray index) {
        return RowOperators.pick(z, index);
    }

    /**
     * @param index a class of each example, (n)
     * @return 1 there, else 0, (n, classes) float64
     */
    NDArray oneHot(NDArray index) {
        return RowOperators.handle(z.getManager(), index)
                .oneHot(classes(), 1f, 0f, DataType.FLOAT64);
    }

    /**
     * @param index a class of each example, (n)
     * @return these logits with that class behind all others
     */
    Logits without(NDArray index) {
        NDArray last = z.getManager().full(z.getShape(), -Float.MAX_VALUE, DataType.FLOAT64);
        return new Logits(NDArrays.where(oneHot(index), last, z));
    }

    /** {@return the largest logit of each example, (n, 1)} */
    NDArray largest() {
        return z.max(new int[] {1}, true);
    }

    /**
     * @param count how many
     * @return the classes of the largest logits, (n) each, largest first; of equal ones the class
     *     of the smaller number
     * @throws UserError if there are fewer classes
     */
    List<NDArray> ranking(int count) {
        if (count > classes()) {
            throw new UserError(
                    "the attack needs "
                            + count
                            + " classes, but the classifier has "
                            + classes()
                            + "; attack it with the cross-entropy");
        }
        NDArray order = z.argSort(1, false).toType(DataType.FLOAT32, false);
        return IntStream.range(0, count).mapToObj(rank -> order.get(":, " + rank)).toList();
    }

    /**
     * @param labels true classes (n)
     * @return z_y - max_{i != y} z_i of each example, (n): positive where it is answered rightly
     */
    NDArray margin(NDArray labels) {
        return at(labels).sub(without(labels).largest()).reshape(-1);
    }

    /**
     * @param labels true classes (n)
     * @return 1 where the true class has not strictly the largest logit, else 0; (n) float32. A
     *     logit that is not a number counts as wrong
     */
    NDArray wrong(NDArray labels) {
        return RowOperators.not(RowOperators.flag(margin(labels).gt(0)));
    }
}
