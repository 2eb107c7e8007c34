package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.PublishedEvaluation;
import anpvs.evaluate.PublishedEvaluation.Change;
import anpvs.method.Method;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The attack of the paper's text, on pixels, beside that of the published code, on standardised
 * images, and in how far the difference explains the paper's rows.
 *
 * @param results what was measured
 */
public record AttackDomains(PublishedResults results) {
    /**
     * What a row says of the paper's.
     *
     * @param method the row
     * @param paperClean the paper's clean accuracy
     * @param clean ours
     * @param paper the paper's accuracy under attack
     * @param pixels ours on pixels
     * @param published ours as published
     * @param clipped ours on images clipped as published, without an attack
     * @param unclipped ours as published, without its clipping
     * @param onPixels what the attack on pixels changes
     * @param asPublished what the published one changes
     */
    private record Explained(
            Method method,
            double paperClean,
            double clean,
            double paper,
            double pixels,
            double published,
            double clipped,
            double unclipped,
            Change onPixels,
            Change asPublished) {
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
                part = Texts.format("%.1f %% of the gap", percent());
            }
            return Texts.format(
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

    private static TableColumn<Explained> percent(
            String name, String title, Function<Explained, Double> value) {
        return TableColumn.number(name, title, value, "%.2f");
    }

    private static TableColumn<Explained> change(
            String name, String title, Function<Explained, Change> change) {
        return TableColumn.number(
                name,
                title,
                r -> change.apply(r).mean(),
                r -> number(change.apply(r).mean()) + ", " + number(change.apply(r).largest()));
    }

    private static final List<TableColumn<Explained>> COLUMNS =
            List.of(
                    TableColumn.words("method", "method", r -> r.method.label()),
                    percent("paper_clean", "clean, paper (%)", Explained::paperClean)
                            .in(TableCell.Look.MUTED),
                    percent("clean", "clean (%)", Explained::clean),
                    percent("paper_robust", "PGD-40, paper (%)", Explained::paper)
                            .in(TableCell.Look.MUTED),
                    percent("pixels", "PGD-40 on pixels (%)", Explained::pixels),
                    percent("published", "PGD-40 as published (%)", Explained::published),
                    percent("clipped", "its clipping alone (%)", Explained::clipped),
                    percent("unclipped", "without its clipping (%)", Explained::unclipped),
                    change(
                            "pixels_mean_change",
                            "change on pixels: mean, largest",
                            Explained::onPixels),
                    TableColumn.data("pixels_largest_change", r -> r.onPixels.largest()),
                    change(
                            "published_mean_change",
                            "as published: mean, largest",
                            Explained::asPublished),
                    TableColumn.data("published_largest_change", r -> r.asPublished.largest()),
                    TableColumn.number(
                            "published_beyond_epsilon",
                            "beyond \u03b5 (%)",
                            r -> r.asPublished.beyond(),
                            "%.1f"),
                    TableColumn.data("gap_to_paper", Explained::gap),
                    TableColumn.data("moved", Explained::moved),
                    TableColumn.data("explained_percent", Explained::percent),
                    TableColumn.data("paper_kept_percent", r -> 100 * r.paper / r.paperClean),
                    TableColumn.data("pixels_kept_percent", r -> 100 * r.pixels / r.clean),
                    TableColumn.data("published_kept_percent", r -> 100 * r.published / r.clean));

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
        Origin origin = results.origin();
        List<Explained> rows = results.rows().keySet().stream().map(this::explained).toList();
        List<String> notes = new ArrayList<>(notes());
        for (Explained row : rows) {
            if (PublishedResults.MAIN.contains(row.method) && !origin.dataset().synthetic()) {
                notes.add(row.text());
            }
        }
        notes.addAll(results.advice());
        String caption =
                "The attack on pixels and that of the published code, "
                        + Rows.paperName(origin.dataset());
        return SavedTable.of(
                origin.id("attack-domains"), origin.caption(caption), COLUMNS, rows, notes, origin);
    }

    private Explained explained(Method method) {
        return new Explained(
                method,
                Quantity.CLEAN.paperMean(results.origin().dataset(), method),
                results.mean(method, one -> one.clean().percent()),
                Quantity.WHITE_BOX.paperMean(results.origin().dataset(), method),
                results.mean(method, one -> one.pixels().accuracy().percent()),
                results.mean(method, one -> one.published().accuracy().percent()),
                results.mean(method, one -> one.clipped().percent()),
                results.mean(method, one -> one.unclipped().percent()),
                change(method, one -> one.pixels().change()),
                change(method, one -> one.published().change()));
    }

    private Change change(Method method, Function<PublishedEvaluation, Change> which) {
        return new Change(
                results.mean(method, one -> which.apply(one).mean()),
                results.mean(method, one -> which.apply(one).largest()),
                results.mean(method, one -> which.apply(one).beyond()));
    }

    private static String number(double value) {
        return TableColumn.text(value, "%.3f");
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
