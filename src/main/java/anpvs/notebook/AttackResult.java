package anpvs.notebook;

import anpvs.UserError;
import anpvs.metric.Accuracy;
import anpvs.metric.PairedDifference;
import anpvs.report.Grid;
import anpvs.report.Numbers;
import anpvs.report.SavedTable;
import anpvs.report.TableResult;
import anpvs.study.Origin;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
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
        Table data =
                Table.create(
                        "difference",
                        StringColumn.create("difference", title),
                        DoubleColumn.create("first_percent", robust().percent()),
                        DoubleColumn.create("second_percent", other.robust().percent()),
                        DoubleColumn.create("points", paired.difference()),
                        DoubleColumn.create("low95", paired.low()),
                        DoubleColumn.create("high95", paired.high()),
                        DoubleColumn.create("p", paired.p()),
                        IntColumn.create("images", new int[] {paired.pairs()}));
        Grid grid =
                new Grid(
                        title + " on the same images (" + origin.label() + ")",
                        List.of(
                                network + " (%)",
                                other.network + " (%)",
                                "difference (points)",
                                "95 % interval",
                                "p",
                                "images"),
                        List.of(
                                List.of(
                                        cell("%.2f", robust().percent()),
                                        cell("%.2f", other.robust().percent()),
                                        Grid.Cell.of(Numbers.signed(2, paired.difference())),
                                        Grid.Cell.of(Numbers.interval(2, paired)),
                                        Grid.Cell.of(Numbers.probability(paired.p())),
                                        cell("%,d", paired.pairs()))),
                        List.of(
                                network
                                        + ": "
                                        + attack
                                        + "; "
                                        + other.network
                                        + ": "
                                        + other.attack
                                        + ".",
                                "Interval: Newcombe's for paired answers; p: exact test of"
                                        + " McNemar."));
        return new SavedTable("difference", grid, data, origin.with(other.origin.runIds()));
    }

    private static BitSet bits(boolean... flags) {
        BitSet bits = new BitSet();
        for (int i = 0; i < flags.length; i++) {
            bits.set(i, flags[i]);
        }
        return bits;
    }

    private static Grid.Cell cell(String format, Object value) {
        return Grid.Cell.of(String.format(Locale.ROOT, format, value));
    }

    @Override
    public Table data() {
        return Table.create(
                "attack",
                StringColumn.create("network", network),
                StringColumn.create("attack", attack),
                IntColumn.create("images", new int[] {images.count()}),
                DoubleColumn.create("clean_percent", clean().percent()),
                DoubleColumn.create("clean_low95", clean().lowPercent()),
                DoubleColumn.create("clean_high95", clean().highPercent()),
                DoubleColumn.create("robust_percent", robust().percent()),
                DoubleColumn.create("robust_low95", robust().lowPercent()),
                DoubleColumn.create("robust_high95", robust().highPercent()));
    }

    private Grid grid() {
        return new Grid(
                network + " under " + attack + " (" + origin.label() + ")",
                List.of("images", "clean (%)", "95 % interval", "robust (%)", "95 % interval"),
                List.of(
                        List.of(
                                cell("%,d", images.count()),
                                cell("%.2f", clean().percent()),
                                interval(clean()),
                                cell("%.2f", robust().percent()),
                                interval(robust()))),
                List.of("Intervals: exact binomial of these images."));
    }

    private static Grid.Cell interval(Accuracy accuracy) {
        return Grid.Cell.of(
                String.format(
                        Locale.ROOT,
                        "%.2f\u2013%.2f",
                        accuracy.lowPercent(),
                        accuracy.highPercent()));
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
