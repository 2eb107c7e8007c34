package anpvs.metric;

import anpvs.mask.Mask;
import anpvs.mask.MaskLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What pruning leaves of a network.
 *
 * @param active active units of mask 1, 2, .. in forward order
 * @param layout units of the whole network
 */
public record Structure(List<Integer> active, MaskLayout layout) {
    /** Copies the list and checks the ranges. */
    public Structure {
        active = List.copyOf(active);
        for (int l = 0; l < layout.layers(); l++) {
            if (active.get(l) < 0 || active.get(l) > layout.units().get(l)) {
                throw new IllegalArgumentException(
                        active + " active units do not fit into " + layout.units());
            }
        }
    }

    /**
     * @param layout units of the network
     * @return the network with nothing pruned
     */
    public static Structure full(MaskLayout layout) {
        return new Structure(layout.units(), layout);
    }

    /**
     * @param mask a trained mask
     * @return its active units, those with E[pi] above the threshold
     */
    public static Structure of(Mask mask) {
        boolean[] kept = mask.active();
        MaskLayout layout = mask.layout();
        List<Integer> active = new ArrayList<>();
        for (int l = 0; l < layout.layers(); l++) {
            int count = 0;
            for (int k = 0; k < layout.units().get(l); k++) {
                count += kept[layout.offset(l) + k] ? 1 : 0;
            }
            active.add(count);
        }
        return new Structure(active, layout);
    }

    /**
     * {@return the share of pruned units in percent, over all masks together} This is the
     * "sparsity" of the paper's tables; it counts units, not weights.
     */
    public double sparsityPercent() {
        int sum = active.stream().mapToInt(Integer::intValue).sum();
        return 100 - 100.0 * sum / layout.total();
    }
}
