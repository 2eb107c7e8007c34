package anpvs.report.tables;

import anpvs.metric.Vulnerability;
import anpvs.plot.Scale;
import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import java.util.List;
import java.util.stream.IntStream;

/** The vulnerability of each latent layer, as numbers. */
public final class LayerTable {
    private LayerTable() {}

    /**
     * @param caption what was measured
     * @param v of some images
     * @param origin of the network
     * @return a row for each layer
     */
    public static SavedTable of(String caption, Vulnerability v, Origin origin) {
        List<TableColumn<Integer>> columns =
                List.of(
                        TableColumn.words("layer", "layer", l -> "z" + (l + 1)),
                        column("v", "V", v.layers()),
                        column("relative_v", "V / mean activation", v.relativeLayers()));
        List<Integer> layers = IntStream.range(0, v.layers().length).boxed().toList();
        return SavedTable.of(
                "vulnerability", origin.caption(caption), columns, layers, List.of(), origin);
    }

    private static TableColumn<Integer> column(String name, String title, double... values) {
        return TableColumn.number(name, title, l -> values[l], l -> Scale.format(values[l]));
    }
}
