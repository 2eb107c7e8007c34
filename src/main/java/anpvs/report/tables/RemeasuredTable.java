package anpvs.report.tables;

import anpvs.evaluate.Remeasured;
import anpvs.report.Grid;
import anpvs.report.SavedTable;
import anpvs.store.Run;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Networks that were attacked again, beside what their records say of the same images.
 *
 * @param measured of one data set and profile, at least one
 * @param origin where the records come from
 */
public record RemeasuredTable(List<Remeasured> measured, Origin origin) {
    private static final List<String> COLUMNS =
            List.of(
                    "network",
                    "run",
                    "clean, record (%)",
                    "clean, now (%)",
                    "PGD, record (%)",
                    "PGD, now (%)",
                    "answers that differ",
                    "");

    public SavedTable table() {
        Table data =
                Table.create(
                        "remeasured",
                        StringColumn.create("method"),
                        StringColumn.create("run"),
                        IntColumn.create("images"),
                        DoubleColumn.create("clean_record"),
                        DoubleColumn.create("clean_now"),
                        DoubleColumn.create("attacked_record"),
                        DoubleColumn.create("attacked_now"),
                        IntColumn.create("differing"),
                        DoubleColumn.create("seconds"));
        List<List<Grid.Cell>> rows = new ArrayList<>();
        measured.forEach(one -> rows.add(row(one, data)));
        int images = measured.get(0).images();
        String caption =
                String.format(
                        Locale.ROOT,
                        "Attacked again: the first %,d test images, PGD from one start (%s)",
                        images,
                        origin.label());
        String note =
                String.format(
                        Locale.ROOT,
                        "Record: what the archived evaluation says of these images. The attack starts"
                                + " from the same random points, so that only rounding can differ;"
                                + " %.0f %% of the answers may.",
                        Remeasured.TOLERANCE_PERCENT);
        return new SavedTable(
                origin.id("remeasured"),
                new Grid(caption, COLUMNS, rows, List.of(note)),
                data,
                origin.with(measured.stream().map(one -> one.run().id()).toList()));
    }

    private static List<Grid.Cell> row(Remeasured one, Table data) {
        Run run = one.run();
        String method = run.spec().recipe().method().label();
        data.stringColumn("method").append(method);
        data.stringColumn("run").append(run.id());
        data.intColumn("images").append(one.images());
        data.doubleColumn("clean_record").append(one.recordedClean().percent());
        data.doubleColumn("clean_now").append(one.clean().percent());
        data.doubleColumn("attacked_record").append(one.recordedAttacked().percent());
        data.doubleColumn("attacked_now").append(one.attacked().percent());
        data.intColumn("differing").append(one.differing());
        data.doubleColumn("seconds").append(one.seconds());
        return List.of(
                Grid.Cell.of(method),
                Grid.Cell.of(run.id()),
                percent(one.recordedClean().percent()),
                percent(one.clean().percent()),
                percent(one.recordedAttacked().percent()),
                percent(one.attacked().percent()),
                Grid.Cell.of(one.differing() + " of " + one.images()),
                one.agrees() ? Grid.Cell.of("agrees") : new Grid.Cell("DIFFERS", Grid.Look.BEST));
    }

    private static Grid.Cell percent(double percent) {
        return Grid.Cell.of(String.format(Locale.ROOT, "%.1f", percent));
    }
}
