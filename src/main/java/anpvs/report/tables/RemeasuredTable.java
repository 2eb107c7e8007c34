package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.Remeasured;
import anpvs.metric.Accuracy;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import java.util.List;
import java.util.function.Function;

/**
 * Networks that were attacked again, beside what their records say of the same images.
 *
 * @param measured of one data set and profile, at least one
 * @param origin where the records come from
 */
public record RemeasuredTable(List<Remeasured> measured, Origin origin) {
    private static final List<TableColumn<Remeasured>> COLUMNS =
            List.of(
                    TableColumn.words(
                            "method", "network", one -> one.run().spec().recipe().method().label()),
                    TableColumn.words("run", "run", one -> one.run().id()),
                    TableColumn.count("images", null, Remeasured::images),
                    percent("clean_record", "clean, record (%)", Remeasured::recordedClean),
                    percent("clean_now", "clean, now (%)", Remeasured::clean),
                    percent("attacked_record", "PGD, record (%)", Remeasured::recordedAttacked),
                    percent("attacked_now", "PGD, now (%)", Remeasured::attacked),
                    TableColumn.count("differing", "answers that differ", Remeasured::differing)
                            .as(one -> one.differing() + " of " + one.images()),
                    TableColumn.number("seconds", "", Remeasured::seconds, "")
                            .in(
                                    one ->
                                            one.agrees()
                                                    ? TableCell.of("agrees")
                                                    : new TableCell(
                                                            "DIFFERS", TableCell.Look.BEST)));

    private static TableColumn<Remeasured> percent(
            String name, String title, Function<Remeasured, Accuracy> accuracy) {
        return TableColumn.number(name, title, one -> accuracy.apply(one).percent(), "%.1f");
    }

    public SavedTable table() {
        String caption =
                Texts.format(
                        "Attacked again: the first %,d test images, PGD from one start (%s)",
                        measured.get(0).images(), origin.label());
        String note =
                Texts.format(
                        "Record: what the archived evaluation says of these images. The attack starts"
                                + " from the same random points, so that only rounding can differ;"
                                + " %.0f %% of the answers may.",
                        Remeasured.TOLERANCE_PERCENT);
        return SavedTable.of(
                origin.id("remeasured"),
                caption,
                COLUMNS,
                measured,
                List.of(note),
                origin.with(measured.stream().map(one -> one.run().id()).toList()));
    }
}
