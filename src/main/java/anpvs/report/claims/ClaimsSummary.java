package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.report.Grid;
import anpvs.report.PaperValues;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The main claims of the paper in a line each: claim, paper, ours, verdict.
 *
 * @param judgements of the main claims
 * @param origin where they come from
 */
record ClaimsSummary(List<Judgement> judgements, Origin origin) {
    private static final PaperValues PAPER = PaperValues.load();
    private static final String NONE = "\u2013";

    /**
     * The two values of a claim.
     *
     * @param first the first method's
     * @param other the method that it is set against
     * @param second its value
     */
    private record Values(double first, Method other, double second) {
        String text(Claim claim) {
            String number = "%." + claim.quantity().decimals() + "f";
            String against =
                    claim.quantity() == Quantity.AUTO_ATTACK_GAP ? "PGD-40" : other.label();
            return String.format(
                    Locale.ROOT, number + ", " + against + " " + number, first, second);
        }
    }

    SavedTable table() {
        Table data =
                Table.create(
                        "summary",
                        StringColumn.create("claim"),
                        DoubleColumn.create("paper_first"),
                        StringColumn.create("paper_against"),
                        DoubleColumn.create("paper_value"),
                        DoubleColumn.create("first"),
                        StringColumn.create("against"),
                        DoubleColumn.create("value"),
                        StringColumn.create("verdict"));
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (Judgement judgement : judgements) {
            Claim claim = judgement.claim();
            Optional<Values> paper = paper(claim);
            Optional<Values> ours = ours(judgement);
            data.stringColumn("claim").append(claim.text());
            append(data, "paper_first", "paper_against", "paper_value", paper);
            append(data, "first", "against", "value", ours);
            data.stringColumn("verdict").append(judgement.said());
            rows.add(
                    List.of(
                            Grid.Cell.of(claim.text()),
                            new Grid.Cell(
                                    paper.map(v -> v.text(claim)).orElse(NONE), Grid.Look.MUTED),
                            Grid.Cell.of(ours.map(v -> v.text(claim)).orElse(NONE)),
                            Grid.Cell.of(judgement.said())));
        }
        String caption =
                "The paper's main claims on "
                        + Rows.paperName(origin.dataset())
                        + " ("
                        + origin.label()
                        + ")";
        return new SavedTable(
                origin.id("claims-summary"),
                new Grid(
                        caption,
                        List.of("claim", "paper", "ours", "verdict"),
                        rows,
                        List.of(
                                Authority.RULE,
                                "Values: of the claim's method, and of the one that speaks against the"
                                        + " claim most. Baselines: the adversarially trained methods of"
                                        + " Table 1. "
                                        + NONE
                                        + ": not in the paper, or not measured.")),
                data,
                origin);
    }

    private static void append(
            Table data, String first, String against, String value, Optional<Values> values) {
        data.doubleColumn(first).append(values.map(Values::first).orElse(Double.NaN));
        data.stringColumn(against).append(values.map(v -> v.other.label()).orElse(""));
        data.doubleColumn(value).append(values.map(Values::second).orElse(Double.NaN));
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
        String dataset = Rows.paperName(origin.dataset());
        return claim.quantity()
                .in(PAPER, dataset, claim.first().label())
                .map(value -> value.mean().doubleValue())
                .flatMap(
                        first ->
                                claim.others().stream()
                                        .flatMap(
                                                other ->
                                                        claim
                                                                .quantity()
                                                                .in(PAPER, dataset, other.label())
                                                                .stream()
                                                                .map(
                                                                        v ->
                                                                                new Values(
                                                                                        first,
                                                                                        other,
                                                                                        v.mean()
                                                                                                .doubleValue())))
                                        .min(
                                                Comparator.comparingDouble(
                                                        v -> claim.sign() * (v.first - v.second))));
    }
}
