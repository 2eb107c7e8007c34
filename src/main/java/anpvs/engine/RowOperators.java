package anpvs.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Map;

/**
 * Arrays with a row for each example of a batch, of which some are treated otherwise than others.
 */
public final class RowOperators {
    private RowOperators() {}

    /**
     * @param condition (N) float32, 0 for no
     * @param ifTrue (N, ...) rows taken where the condition holds
     * @param ifFalse (N, ...) the other rows
     * @return (N, ...), owned by the manager of {@code condition}
     */
    public static NDArray choose(NDArray condition, NDArray ifTrue, NDArray ifFalse) {
        return Operators.invoke("where", Map.of(), condition, ifTrue, ifFalse);
    }

    /**
     * @param values (N, K) float
     * @param columns (N) a column of each row
     * @return the values there, (N, 1)
     */
    public static NDArray pick(NDArray values, NDArray columns) {
        return Operators.invoke("pick", Map.of("axis", "1", "keepdims", "True"), values, columns);
    }

    /**
     * @param array (N, ...)
     * @param rows (M) int32, numbers of rows
     * @return (M, ...), those rows, owned by the manager of {@code rows}
     */
    public static NDArray take(NDArray array, NDArray rows) {
        NDArray picked = array.get(rows);
        picked.attach(rows.getManager());
        return picked;
    }

    /**
     * @param comparison booleans
     * @return 1 for true, 0 for false, float32
     */
    public static NDArray flag(NDArray comparison) {
        return comparison.toType(DataType.FLOAT32, false);
    }

    /**
     * @param flags 0 and 1
     * @return 1 and 0
     */
    public static NDArray not(NDArray flags) {
        return flags.neg().add(1);
    }

    /**
     * The same values, detached, in the care of another manager: what is made from a result belongs
     * to the manager of the first operand.
     *
     * @param manager owner of the handle
     * @param array stays as it is
     * @return the handle
     */
    public static NDArray handle(NDManager manager, NDArray array) {
        NDArray handle = array.stopGradient();
        handle.attach(manager);
        return handle;
    }
}
