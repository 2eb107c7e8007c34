package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RowOperators;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an attack knows of a batch from one step to the next: arrays on the device, a row for each
 * example that it still works on, and what it has found for the others. Only where the attack asks
 * whether rows may go, one flag for each example comes to the host.
 *
 * @param <K> the names of the arrays
 */
final class BatchState<K extends Enum<K>> {
    private final NDManager owner;
    private final Map<K, NDArray> arrays;
    private final List<int[]> leftRows = new ArrayList<>();
    private final NDList leftImages = new NDList();
    private int[] rows;

    /**
     * @param owner of the arrays between steps
     * @param names the names of the arrays
     * @param count number of examples
     */
    BatchState(NDManager owner, Class<K> names, int count) {
        this.owner = owner;
        arrays = new EnumMap<>(names);
        rows = IntStream.range(0, count).toArray();
    }

    NDArray get(K name) {
        return arrays.get(name);
    }

    void set(K name, NDArray array) {
        arrays.put(name, array);
    }

    /**
     * Changes the rows where a condition holds.
     *
     * @param condition 1 or 0 for each example, (n) float32
     * @param name of the array
     * @param ifTrue its new rows
     */
    void setWhere(NDArray condition, K name, NDArray ifTrue) {
        set(name, RowOperators.choose(condition, ifTrue, get(name)));
    }

    /** {@return whether there is nothing left to work on} */
    boolean isEmpty() {
        return rows.length == 0;
    }

    /** Changes arrays; what is made on the way, and what is replaced, is closed afterwards. */
    void step(Runnable change) {
        try (NDManager scope = owner.newSubManager()) {
            arrays.values().forEach(array -> array.attach(scope));
            change.run();
            arrays.values().forEach(array -> array.attach(owner));
        }
    }

    /**
     * Leaves out examples that are done, once they are an eighth: batches of a new size cost the
     * engine time.
     *
     * @param done 1 for examples that need no more work, else 0; (n) float32
     * @param found what was found for each, (n, C, H, W)
     * @return the rows that go on, (m) int32; null if all do, or none
     */
    NDArray narrow(NDArray done, NDArray found) {
        float[] flags = done.toFloatArray();
        int[] stay = IntStream.range(0, flags.length).filter(i -> flags[i] == 0).toArray();
        if (8 * stay.length > 7 * flags.length) {
            return null;
        }
        int[] leave = IntStream.range(0, flags.length).filter(i -> flags[i] != 0).toArray();
        leftImages.add(RowOperators.take(found, owner.create(leave)));
        leftRows.add(pick(rows, leave));
        rows = pick(rows, stay);
        if (isEmpty()) {
            return null;
        }
        NDArray index = owner.create(stay);
        arrays.replaceAll((name, array) -> RowOperators.take(array, index));
        return index;
    }

    /**
     * @param found what was found for the examples that are still worked on
     * @return what was found for the whole batch, in its order
     */
    NDArray whole(NDArray found) {
        if (leftRows.isEmpty()) {
            return found;
        }
        NDList parts = new NDList(leftImages);
        List<int[]> places = new ArrayList<>(leftRows);
        if (!isEmpty()) {
            parts.add(found);
            places.add(rows);
        }
        int[] order = places.stream().flatMapToInt(IntStream::of).toArray();
        int[] back = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            back[order[i]] = i;
        }
        return RowOperators.take(NDArrays.concat(parts, 0), owner.create(back));
    }

    private static int[] pick(int[] values, int[] indices) {
        return IntStream.of(indices).map(i -> values[i]).toArray();
    }
}
