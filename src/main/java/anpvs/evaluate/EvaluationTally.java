package anpvs.evaluate;

import anpvs.data.HostArray;
import anpvs.metric.Vulnerability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an evaluation has counted so far, whole batches only. */
final class EvaluationTally {
    private static final String WHITE_BOX = "whiteBox.";
    private static final String BLACK_BOX = "blackBox.";

    final BitSet clean;
    final BitSet attacked;
    final BitSet worst;
    final Vulnerability whiteBox;
    final Vulnerability blackBox;
    int images;
    int noise;
    int transferred;
    int hardClean;
    int hardRobust;
    int ensemble;
    int ensembleAttacked;

    EvaluationTally() {
        this(Map.of("counts", HostArray.ofDoubles(new double[7])));
    }

    /**
     * @param arrays as {@link #arrays} gave them
     */
    EvaluationTally(Map<String, HostArray> arrays) {
        clean = bits(arrays.get("clean"));
        attacked = bits(arrays.get("attacked"));
        worst = bits(arrays.get("worst"));
        whiteBox = Vulnerability.of(sums(arrays, WHITE_BOX));
        blackBox = Vulnerability.of(sums(arrays, BLACK_BOX));
        double[] counts = arrays.get("counts").doubles();
        images = (int) counts[0];
        noise = (int) counts[1];
        transferred = (int) counts[2];
        hardClean = (int) counts[3];
        hardRobust = (int) counts[4];
        ensemble = (int) counts[5];
        ensembleAttacked = (int) counts[6];
    }

    /** {@return all of it, by name} */
    Map<String, HostArray> arrays() {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put(
                "counts",
                HostArray.ofDoubles(
                        images,
                        noise,
                        transferred,
                        hardClean,
                        hardRobust,
                        ensemble,
                        ensembleAttacked));
        arrays.put("clean", HostArray.ofBytes(clean.toByteArray()));
        arrays.put("attacked", HostArray.ofBytes(attacked.toByteArray()));
        arrays.put("worst", HostArray.ofBytes(worst.toByteArray()));
        put(arrays, WHITE_BOX, whiteBox.sums());
        put(arrays, BLACK_BOX, blackBox.sums());
        return arrays;
    }

    private static void put(Map<String, HostArray> arrays, String name, List<double[]> sums) {
        for (int i = 0; i < sums.size(); i++) {
            arrays.put(name + i, HostArray.ofDoubles(sums.get(i)));
        }
    }

    private static List<double[]> sums(Map<String, HostArray> arrays, String name) {
        List<double[]> sums = new ArrayList<>();
        while (arrays.containsKey(name + sums.size())) {
            sums.add(arrays.get(name + sums.size()).doubles());
        }
        return sums;
    }

    private static BitSet bits(HostArray array) {
        return array == null ? new BitSet() : BitSet.valueOf(array.data());
    }
}
