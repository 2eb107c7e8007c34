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
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/** What an attack left of a network: accuracies with their intervals, and the images themselves. */
public final class AttackResult implements TableResult {
    private final String network;
    private final String attack;
    private final Origin origin;
    private final Images images;
    private final Images adversarial;
    private final boolean[] rightBefore;
    private final boolean[] rightAfter;

    AttackResult(
            String network,
            String attack,
            Origin origin,
            Images images,
            Images adversarial,
            boolean[] rightBefore,
            boolean[] rightAfter) {
        this.network = network;
        this.attack = attack;
        this.origin = origin;
        this.images = images;
        this.adversarial = adversarial;
        this.rightBefore = rightBefore.clone();
        this.rightAfter = rightAfter.clone();
    }

    /** {@return the images as they were} */
    public Images images() {
        return images;
    }

    /** {@return the attacked images, in the same order} */
    public Images adversarial() {
        return adversarial;
    }

    /** {@return accuracy on the images as they were} */
    public Accuracy clean() {
        return Accuracy.of(rightBefore);
    }

    /** {@return accuracy on the attacked images} */
    public Accuracy robust() {
        return Accuracy.of(rightAfter);
    }

    /** {@return for each image whether it is still classified rightly} */
    public boolean[] right() {
        return rightAfter.clone();
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
                PairedDifference.byImage(
                        bits(rightAfter), bits(other.rightAfter), rightAfter.length);
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
                                "points", "difference (points)", PairedDifference::difference, "")
                        .as(row -> Numbers.signed(2, row.difference())));
        columns.addAll(TableColumn.interval(row -> row, row -> 2));
        columns.add(
                TableColumn.number("p", "p", PairedDifference::p, "")
                        .as(row -> Numbers.probability(row.p())));
        columns.add(TableColumn.count("images", "images", PairedDifference::pairs));
        String caption = title + " on the same images (" + origin.label() + ")";
        List<String> notes =
                List.of(
                        network + ": " + attack + "; " + other.network + ": " + other.attack + ".",
                        "Interval: Newcombe's for paired answers; p: exact test of McNemar.");
        return SavedTable.of(
                "difference",
                caption,
                columns,
                List.of(paired),
                notes,
                origin.with(other.origin.runIds()));
    }

    private static BitSet bits(boolean... flags) {
        BitSet bits = new BitSet();
        for (int i = 0; i < flags.length; i++) {
            bits.set(i, flags[i]);
        }
        return bits;
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
                TableColumn.shown(
                        TableView.INTERVAL,
                        row ->
                                String.format(
                                        Locale.ROOT,
                                        "%.2f\u2013%.2f",
                                        what.apply(row).lowPercent(),
                                        what.apply(row).highPercent())));
    }

    @Override
    public Table data() {
        return TableColumn.table("attack", COLUMNS, List.of(this));
    }

    private TableView grid() {
        return TableColumn.grid(
                network + " under " + attack + " (" + origin.label() + ")",
                COLUMNS,
                List.of(this),
                List.of("Intervals: exact binomial of these images."));
    }

    @Override
    public Map<String, String> mimeBundle() {
        return grid().mimeBundle();
    }

    @Override
    public String toString() {
        return grid().toText();
    }
}
