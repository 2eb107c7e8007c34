package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import anpvs.mask.MaskLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Multiplies masks and batch normalisation of VGG-16 into its weights: {@link Vgg16#fold}.
 *
 * @param blocks of the network whose weights they are
 * @param masks of that network
 * @param weights with batch normalisation
 */
record BatchNormFolding(List<Vgg16.Block> blocks, MaskLayout masks, Weights weights) {
    /**
     * @param manager owner of the new arrays
     * @param mask (units of all masks); null for none
     * @return weights that need neither masks nor bn1 .. bn13
     */
    Weights fold(NDManager manager, NDArray mask) {
        Map<String, NDArray> changed = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager()) {
            // all channels of all convolutions side by side: few operations on long vectors
            NDArray scale =
                    joined(scope, "bn", ".running_var")
                            .add(Vgg16.EPSILON)
                            .pow(-0.5)
                            .mul(joined(scope, "bn", ".weight"));
            NDArray shift =
                    joined(scope, "bn", ".bias")
                            .sub(joined(scope, "bn", ".running_mean").mul(scale));
            NDArray row = mask == null ? null : mask.reshape(1, masks.total());
            if (row != null) {
                row.attach(scope);
                scale = scale.mul(row.get(":, 0:" + masks.offset(blocks.size())).reshape(-1));
                for (int l = 14; l <= 15; l++) {
                    NDArray matrix = weights.get("dense" + l + ".weight");
                    changed.put("dense" + l + ".weight", matrix.mul(masks.part(row, l - 1)));
                }
            }
            NDArray bias = joined(scope, "conv", ".bias").mul(scale).add(shift);
            for (int l = 1; l <= blocks.size(); l++) {
                int from = masks.offset(l - 1);
                String channels = from + ":" + (from + blocks.get(l - 1).outputs());
                NDArray kernel = weights.get("conv" + l + ".weight");
                NDArray factor = scale.get(channels).reshape(-1, 1, 1, 1);
                changed.put("conv" + l + ".weight", kernel.mul(factor));
                changed.put("conv" + l + ".bias", bias.get(channels));
            }
            changed.values().forEach(array -> array.attach(manager));
        }
        Map<String, NDArray> folded = new LinkedHashMap<>(weights.arrays());
        folded.putAll(changed);
        folded.keySet().removeIf(name -> name.startsWith("bn") && !name.startsWith("bn14."));
        return new Weights(folded);
    }

    /** One array of each convolution, as one vector owned by the manager. */
    private NDArray joined(NDManager owner, String prefix, String suffix) {
        List<NDArray> arrays =
                IntStream.rangeClosed(1, blocks.size())
                        .mapToObj(l -> weights.get(prefix + l + suffix))
                        .toList();
        NDArray vector = NDArrays.concat(new NDList(arrays));
        vector.attach(owner);
        return vector;
    }
}
