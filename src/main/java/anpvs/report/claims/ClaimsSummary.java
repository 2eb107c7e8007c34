package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.report.Numbers;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The main claims of the paper in a line each: claim, paper, ours, verdict.
 *
 * @param judgements of the main claims
 * @param origin where they come from
 */
record ClaimsSummary(List<Judgement> judgements, Origin origin) {
    /**
     * The two values of a claim.
     *
     * @param first the first method's
     * @param other the method that it is set against
     * @param second its value
     */
    private record Values(double first, Method other, double second) {
        String text(Claim claim) {
            int decimals = claim.quantity().decimals();
            return Numbers.fixed(decimals, first)
                    + ", "
                    + claim.label(other)
                    + " "
                    + Numbers.fixed(decimals, second);
        }
    }

    private static List<TableColumn<Judgement>> columns(
            String prefix, String title, Function<Judgement, Optional<Values>> values) {
        Function<Judgement, String> text =
                row -> values.apply(row).map(v -> v.text(row.claim())).orElse(TableColumn.NONE);
        return List.of(
                TableColumn.number(
                        prefix + "first",
                        title,
                        row -> values.apply(row).map(Values::first).orElse(null),
                        text),
                TableColumn.words(
                        prefix + "against",
                        null,
                        row -> values.apply(row).map(v -> v.other.label()).orElse("")),
                TableColumn.data(
                        prefix + "value",
                        row -> values.apply(row).map(Values::second).orElse(null)));
    }

    SavedTable table() {
        List<TableColumn<Judgement>> columns = new ArrayList<>();
        columns.add(TableColumn.words("claim", "claim", row -> row.claim().text()));
        List<TableColumn<Judgement>> paper = columns("paper_", "paper", row -> paper(row.claim()));
        columns.add(paper.get(0).in(TableCell.Look.MUTED));
        columns.addAll(paper.subList(1, 3));
        columns.addAll(columns("", "ours", ClaimsSummary::ours));
        columns.add(
                TableColumn.words("verdict", "verdict", Judgement::said).in(TableCell.Look.TEXT));
        String caption =
                origin.caption("The paper's main claims on " + Rows.paperName(origin.dataset()));
        List<String> notes =
                List.of(
                        Authority.RULE,
                        "Values: of the claim's method, and of its strongest rival. Baselines: the adversarially trained methods of Table 1. "
                                + TableColumn.NONE
                                + ": not in the paper, or not measured.");
        return SavedTable.of(
                origin.id("claims-summary"), caption, columns, judgements, notes, origin);
    }

    private static Optional<Values> ours(Judgement judgement) {
        return judgement
                .worst()
                .map(
                        one ->
                                new Values(
                                        one.contrast().first(),
                                        one.other(),
                                        one.contrast().second()));
    }

    /** The printed means; of several methods the one that speaks against the claim most. */
    private Optional<Values> paper(Claim claim) {
        return claim.others().stream()
                .map(other -> new Values(mean(claim, claim.first()), other, mean(claim, other)))
                .filter(v -> !Double.isNaN(v.first - v.second))
                .min(Comparator.comparingDouble(v -> claim.sign() * (v.first - v.second)));
    }

    private double mean(Claim claim, Method method) {
        return claim.quantity().paperMean(origin.dataset(), method);
    }
}
