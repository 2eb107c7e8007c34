package anpvs.mask;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * How many units each mask of a network has. All masks of a network lie one behind the other in one
 * vector, so that one operation serves all layers.
 *
 * @param units units of mask 1, 2, .. in forward order
 */
public record MaskLayout(List<Integer> units) {
    /** Copies the list. */
    public MaskLayout {
        units = List.copyOf(units);
    }

    /** {@return number of masks} */
    public int layers() {
        return units.size();
    }

    /** {@return units of all masks together} */
    public int total() {
        return units.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * @param layer mask number, 0-based
     * @return position of its first unit in the common vector
     */
    public int offset(int layer) {
        return units.subList(0, layer).stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * @param mask (N, {@link #total})
     * @param layer mask number, 0-based
     * @return its units, (N, units of that mask)
     */
    public NDArray part(NDArray mask, int layer) {
        int from = offset(layer);
        return mask.get(":, " + from + ":" + (from + units.get(layer)));
    }
}
