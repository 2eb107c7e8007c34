package anpvs.notebook;

import anpvs.UserError;
import anpvs.metric.Accuracy;
import anpvs.metric.PairedDifference;
import anpvs.report.Numbers;
import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.report.TableResult;
import anpvs.report.TableView;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * What an attack left of a network: accuracies with their intervals, and the images themselves.
 *
 * @param network its name
 * @param attack its name and radius
 * @param origin where the network comes from
 * @param images as they were
 * @param adversarial the attacked images, in the same order
 * @param clean accuracy on the images as they were
 * @param right for each image whether it is still classified rightly
 */
@SuppressWarnings("ArrayRecordComponent") // flags; two results are never compared
public record AttackResult(
        String network,
        String attack,
        Origin origin,
        Images images,
        Images adversarial,
        Accuracy clean,
        boolean[] right)
        implements TableResult {
    /** {@return accuracy on the attacked images} */
    public Accuracy robust() {
        return Accuracy.of(right);
    }

    /**
     * The difference of two networks' accuracies under attack, image by image.
     *
     * @param other another network on the same images
     * @return this minus the other in percentage points, with the 95 % interval (Newcombe) and the
     *     exact p of McNemar's test
     * @throws UserError if the images are not the same
     */
    public TableResult minus(AttackResult other) {
        boolean same = images.count() == other.images.count();
        if (!same || images.distance(other.images) > 0) {
            throw new UserError(
                    "the two attacks are on different images; only on the same ones can they be"
                            + " compared image by image");
        }
        PairedDifference paired =
                PairedDifference.byImage(bits(right), bits(other.right), right.length);
        String title = network + " minus " + other.network;
        List<TableColumn<PairedDifference>> columns = new ArrayList<>();
        columns.add(TableColumn.words("difference", null, row -> title));
        columns.add(
                TableColumn.number(
                        "first_percent", network + " (%)", row -> robust().percent(), "%.2f"));
        columns.add(
                TableColumn.number(
                        "second_percent",
                        other.network + " (%)",
                        row -> other.robust().percent(),
                        "%.2f"));
        columns.add(
                TableColumn.number(
                        "points",
                        "difference (points)",
                        PairedDifference::difference,
                        row -> Numbers.signed(2, row.difference())));
        columns.add(TableColumn.interval(row -> row, row -> 2));
        columns.add(
                TableColumn.number(
                        "p", "p", PairedDifference::p, row -> Numbers.probability(row.p())));
        columns.add(TableColumn.count("images", "images", PairedDifference::pairs));
        List<String> notes =
                List.of(
                        network + ": " + attack + "; " + other.network + ": " + other.attack + ".",
                        "Interval: Newcombe's for paired answers; p: exact test of McNemar.");
        return SavedTable.of(
                "difference",
                origin.caption(title + " on the same images"),
                columns,
                List.of(paired),
                notes,
                origin.with(other.origin.runIds()));
    }

    private static BitSet bits(boolean... flags) {
        return IntStream.range(0, flags.length)
                .filter(i -> flags[i])
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private static final List<TableColumn<AttackResult>> COLUMNS = new ArrayList<>();

    static {
        COLUMNS.add(TableColumn.words("network", null, row -> row.network));
        COLUMNS.add(TableColumn.words("attack", null, row -> row.attack));
        COLUMNS.add(TableColumn.count("images", "images", row -> row.images.count()));
        COLUMNS.addAll(accuracy("clean", AttackResult::clean));
        COLUMNS.addAll(accuracy("robust", AttackResult::robust));
    }

    private static List<TableColumn<AttackResult>> accuracy(
            String name, Function<AttackResult, Accuracy> what) {
        return List.of(
                TableColumn.number(
                        name + "_percent", name + " (%)", row -> what.apply(row).percent(), "%.2f"),
                TableColumn.data(name + "_low95", row -> what.apply(row).lowPercent()),
                TableColumn.data(name + "_high95", row -> what.apply(row).highPercent()),
                TableColumn.shown(TableView.INTERVAL, row -> Numbers.interval(2, what.apply(row))));
    }

    private SavedTable table() {
        return SavedTable.of(
                "attack",
                origin.caption(network + " under " + attack),
                COLUMNS,
                List.of(this),
                List.of("Intervals: exact binomial of these images."),
                origin);
    }

    @Override
    public Table data() {
        return table().data();
    }

    @Override
    public Map<String, String> mimeBundle() {
        return table().mimeBundle();
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
