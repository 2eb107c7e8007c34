package anpvs.report.tables;

import anpvs.evaluate.PublishedEvaluation;
import anpvs.evaluate.PublishedEvaluation.Change;
import anpvs.method.Method;
import anpvs.report.Grid;
import anpvs.report.Numbers;
import anpvs.report.PaperValues;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.study.MissingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The attack of the paper's text, on pixels, beside that of the published code, on standardised
 * images, and in how far the difference explains the paper's rows.
 *
 * @param results what was measured
 */
public record AttackDomains(PublishedResults results) {
    private static final PaperValues PAPER = PaperValues.load();
    private static final List<String> COLUMNS =
            List.of(
                    "method",
                    "clean, paper (%)",
                    "clean (%)",
                    "PGD-40, paper (%)",
                    "PGD-40 on pixels (%)",
                    "PGD-40 as published (%)",
                    "its clipping alone (%)",
                    "without its clipping (%)",
                    "change on pixels: mean, largest",
                    "as published: mean, largest",
                    "beyond \u03b5 (%)");

    /**
     * What a row says of the paper's.
     *
     * @param method the row
     * @param paperClean the paper's clean accuracy
     * @param clean ours
     * @param paper the paper's accuracy under attack
     * @param pixels ours on pixels
     * @param published ours as published
     */
    private record Explained(
            Method method,
            double paperClean,
            double clean,
            double paper,
            double pixels,
            double published) {
        double gap() {
            return paper - pixels;
        }

        double moved() {
            return published - pixels;
        }

        /** {@return what part of the gap the attack's domain accounts for, in per cent} */
        double percent() {
            return 100 * moved() / gap();
        }

        String text() {
            String part;
            if (moved() * gap() <= 0) {
                part = "which is no nearer to the paper";
            } else if (percent() > 100) {
                part = "more than the whole gap";
            } else {
                part = String.format(Locale.ROOT, "%.1f %% of the gap", percent());
            }
            return String.format(
                    Locale.ROOT,
                    "%s: on pixels it keeps %.2f %%, %s points from the paper's %.2f; under the"
                            + " published attack %.2f %%, %s. Of its clean accuracy that is %.1f %% on"
                            + " pixels and %.1f %% as published; the paper keeps %.1f %%.",
                    method.label(),
                    pixels,
                    Numbers.signed(2, -gap()),
                    paper,
                    published,
                    part,
                    100 * pixels / clean,
                    100 * published / clean,
                    100 * paper / paperClean);
        }
    }

    public SavedTable table() {
        results.needRows();
        if (results.rows().values().stream()
                .flatMap(List::stream)
                .anyMatch(one -> one.published() == null)) {
            throw new MissingModel(
                    Rows.paperName(results.origin().dataset())
                            + " is not standardised: the published code attacks it in pixels, as the"
                            + " paper's text says.");
        }
        Table data = data();
        List<List<Grid.Cell>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>(notes());
        for (Method method : results.rows().keySet()) {
            rows.add(row(method, data));
            if (PublishedResults.MAIN.contains(method) && !results.origin().dataset().builtIn()) {
                notes.add(explained(method).text());
            }
        }
        notes.addAll(results.advice());
        String caption =
                "The attack on pixels and that of the published code, "
                        + Rows.paperName(results.origin().dataset())
                        + " ("
                        + results.origin().label()
                        + ")";
        return new SavedTable(
                results.origin().id("attack-domains"),
                new Grid(caption, COLUMNS, rows, notes),
                data,
                results.origin());
    }

    private static Table data() {
        Table data = Table.create("domains", StringColumn.create("method"));
        for (String column :
                List.of(
                        "paper_clean",
                        "clean",
                        "paper_robust",
                        "pixels",
                        "published",
                        "clipped",
                        "unclipped",
                        "pixels_mean_change",
                        "pixels_largest_change",
                        "published_mean_change",
                        "published_largest_change",
                        "published_beyond_epsilon",
                        "gap_to_paper",
                        "moved",
                        "explained_percent",
                        "paper_kept_percent",
                        "pixels_kept_percent",
                        "published_kept_percent")) {
            data.addColumns(DoubleColumn.create(column));
        }
        return data;
    }

    private Explained explained(Method method) {
        return new Explained(
                method,
                paper(method, Quantity.CLEAN),
                results.mean(method, one -> one.clean().percent()),
                paper(method, Quantity.WHITE_BOX),
                results.mean(method, one -> one.pixels().accuracy().percent()),
                results.mean(method, one -> one.published().accuracy().percent()));
    }

    private double paper(Method method, Quantity quantity) {
        return quantity.in(PAPER, Rows.paperName(results.origin().dataset()), method.label())
                .map(value -> value.mean().doubleValue())
                .orElse(Double.NaN);
    }

    private List<Grid.Cell> row(Method method, Table data) {
        Explained row = explained(method);
        double clipped = results.mean(method, one -> one.clipped().percent());
        double unclipped = results.mean(method, one -> one.unclipped().percent());
        Change pixels = change(method, one -> one.pixels().change());
        Change published = change(method, one -> one.published().change());
        data.stringColumn("method").append(method.label());
        double[] values = {
            row.paperClean,
            row.clean,
            row.paper,
            row.pixels,
            row.published,
            clipped,
            unclipped,
            pixels.mean(),
            pixels.largest(),
            published.mean(),
            published.largest(),
            published.beyond(),
            row.gap(),
            row.moved(),
            row.percent(),
            100 * row.paper / row.paperClean,
            100 * row.pixels / row.clean,
            100 * row.published / row.clean
        };
        for (int i = 0; i < values.length; i++) {
            data.doubleColumn(i + 1).append(values[i]);
        }
        return List.of(
                Grid.Cell.of(method.label()),
                new Grid.Cell(number(2, row.paperClean), Grid.Look.MUTED),
                Grid.Cell.of(number(2, row.clean)),
                new Grid.Cell(number(2, row.paper), Grid.Look.MUTED),
                Grid.Cell.of(number(2, row.pixels)),
                Grid.Cell.of(number(2, row.published)),
                Grid.Cell.of(number(2, clipped)),
                Grid.Cell.of(number(2, unclipped)),
                Grid.Cell.of(number(3, pixels.mean()) + ", " + number(3, pixels.largest())),
                Grid.Cell.of(number(3, published.mean()) + ", " + number(3, published.largest())),
                Grid.Cell.of(number(1, published.beyond())));
    }

    private interface Changes {
        Change of(PublishedEvaluation one);
    }

    private Change change(Method method, Changes which) {
        ToDoubleFunction<PublishedEvaluation> mean = one -> which.of(one).mean();
        return new Change(
                results.mean(method, mean),
                results.mean(method, one -> which.of(one).largest()),
                results.mean(method, one -> which.of(one).beyond()));
    }

    private static String number(int decimals, double value) {
        return Double.isNaN(value)
                ? "\u2013"
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private List<String> notes() {
        return List.of(
                "Ours are of "
                        + results.images()
                        + ", one start, the same for every attack. As published: each image less its"
                        + " mean, over its standard deviation, is attacked with \u03b5 in these units and"
                        + " clipped to [0, 1] in them. Its clipping alone: such images without any"
                        + " attack. Without its clipping: its radius alone limits it.",
                "Change: of a value, on the scale of pixels in [0, 1]; the mean, and the mean over the"
                        + " images of the largest. Beyond \u03b5: values that the published attack changes"
                        + " by more than the radius.",
                "These networks were trained on pixels; those of the published code, but for Standard,"
                        + " against the attack that they are tested with. So only the row of Standard"
                        + " speaks of the attack alone.");
    }
}
