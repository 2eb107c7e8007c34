package anpvs.report.tables;

import anpvs.metric.Vulnerability;
import anpvs.plot.Scale;
import anpvs.report.Grid;
import anpvs.report.SavedTable;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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
        StringColumn layer = StringColumn.create("layer");
        DoubleColumn absolute = DoubleColumn.create("v", v.layers());
        DoubleColumn relative = DoubleColumn.create("relative_v", v.relativeLayers());
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (int l = 0; l < absolute.size(); l++) {
            layer.append("z" + (l + 1));
            rows.add(
                    List.of(
                            Grid.Cell.of(layer.get(l)),
                            Grid.Cell.of(Scale.format(absolute.getDouble(l))),
                            Grid.Cell.of(Scale.format(relative.getDouble(l)))));
        }
        Grid grid =
                new Grid(
                        caption + " (" + origin.label() + ")",
                        List.of("layer", "V", "V / mean activation"),
                        rows,
                        List.of());
        Table data = Table.create("vulnerability", layer, absolute, relative);
        return new SavedTable("vulnerability", grid, data, origin);
    }
}
