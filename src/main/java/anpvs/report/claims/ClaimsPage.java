package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.metric.PairedDifference;
import anpvs.report.Grid;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.tables.MainResults;
import anpvs.study.Context;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which of the paper's claims hold in the runs of one data set, which do not, and how sure that is.
 *
 * @param evidence what was measured
 * @param origin where it comes from
 * @param advice how to get what is missing
 */
public record ClaimsPage(ClaimEvidence evidence, Origin origin, List<String> advice) {
    private static final String NONE = "\u2013";
    private static final List<String> COLUMNS =
            List.of(
                    "claim",
                    "section",
                    "compared",
                    "values",
                    "difference",
                    "95 % interval",
                    "p, corrected",
                    "the paper's difference",
                    "verdict",
                    "how sure");

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured,
     *     but for AutoAttack
     * @throws MissingModel if nothing is measured
     */
    public static ClaimsPage of(Context context) {
        MainResults results = MainResults.of(context);
        if (results.evaluations().isEmpty()) {
            // the profile may not even have recipes for these images
            throw new MissingModel(String.join("\n", results.advice()));
        }
        MatchedRuns matched = MatchedRuns.find(context, Method.ANP_VS, Method.AT).orElse(null);
        return new ClaimsPage(
                evidence(context, results, matched),
                matched == null ? results.origin() : results.origin().with(matched.runIds()),
                results.advice());
    }

    /**
     * @param context a data set
     * @param results what is measured of it
     * @param matched runs of equal schedules; null for none
     * @return the same, with each row's schedule
     */
    static ClaimEvidence evidence(Context context, MainResults results, MatchedRuns matched) {
        Map<Method, Schedule> schedules = new EnumMap<>(Method.class);
        if (!results.evaluations().isEmpty()) { // else there may be no recipes for these images
            for (Method method : Method.values()) {
                schedules.put(method, MatchedRuns.row(context, method));
            }
        }
        return new ClaimEvidence(
                results.evaluations(), results.attacks(), matched, schedules, context.dataset());
    }

    private String dataset() {
        return Rows.paperName(origin.dataset());
    }

    List<Judgement> judgements() {
        return Judgement.of(Claim.of(dataset()), evidence);
    }

    /** {@return the main claims in a line each} */
    public SavedTable summary() {
        needResults();
        return new ClaimsSummary(judgements().subList(0, Claim.SUMMARY), origin).table();
    }

    private void needResults() {
        if (evidence.evaluations().isEmpty()) {
            throw new MissingModel(String.join("\n", advice));
        }
    }

    /** {@return every claim with its test} */
    public SavedTable table() {
        needResults();
        Table data =
                Table.create(
                        "claims",
                        StringColumn.create("claim"),
                        StringColumn.create("section"),
                        StringColumn.create("quantity"),
                        StringColumn.create("first"),
                        StringColumn.create("against"),
                        DoubleColumn.create("first_value"),
                        DoubleColumn.create("against_value"),
                        DoubleColumn.create("difference"),
                        DoubleColumn.create("low95"),
                        DoubleColumn.create("high95"),
                        DoubleColumn.create("p_corrected"),
                        DoubleColumn.create("paper_difference"),
                        StringColumn.create("verdict"),
                        StringColumn.create("how_sure"));
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (Judgement judgement : judgements()) {
            rows.add(row(judgement, data));
        }
        String caption =
                "The paper's claims on " + dataset() + " in these runs (" + origin.label() + ")";
        return new SavedTable(
                origin.id("claims"), new Grid(caption, COLUMNS, rows, notes()), data, origin);
    }

    private List<Grid.Cell> row(Judgement judgement, Table data) {
        Claim claim = judgement.claim();
        Optional<Judgement.Tested> worst = judgement.worst();
        Method other = worst.map(Judgement.Tested::other).orElse(claim.others().get(0));
        Optional<Contrast> contrast = worst.map(Judgement.Tested::contrast);
        Optional<PairedDifference> test =
                contrast.filter(c -> !claim.counted()).map(Contrast::tested);
        Optional<Double> paper =
                worst.isEmpty() && claim.others().size() > 1
                        ? Optional.empty()
                        : paper(claim, other);
        double p = worst.map(Judgement.Tested::p).orElse(Double.NaN);
        boolean gap = claim.quantity() == Quantity.AUTO_ATTACK_GAP;
        String sure =
                judgement.sureness(
                        worst.isEmpty() ? List.of() : evidence.unequal(claim.first(), other));
        int decimals = claim.quantity().decimals();
        String number = "%." + decimals + "f";
        Judgement.Verdict verdict = judgement.verdict();
        String against = gap ? "PGD-40" : other.label();

        data.stringColumn("claim").append(claim.text());
        data.stringColumn("section").append(claim.section());
        data.stringColumn("quantity").append(claim.quantity().label());
        data.stringColumn("first").append(claim.first().label());
        data.stringColumn("against").append(worst.isEmpty() ? "" : against);
        data.doubleColumn("first_value").append(contrast.map(Contrast::first).orElse(Double.NaN));
        data.doubleColumn("against_value")
                .append(contrast.map(Contrast::second).orElse(Double.NaN));
        data.doubleColumn("difference")
                .append(contrast.map(Contrast::difference).orElse(Double.NaN));
        data.doubleColumn("low95").append(test.map(PairedDifference::low).orElse(Double.NaN));
        data.doubleColumn("high95").append(test.map(PairedDifference::high).orElse(Double.NaN));
        data.doubleColumn("p_corrected").append(p);
        data.doubleColumn("paper_difference").append(paper.orElse(Double.NaN));
        data.stringColumn("verdict").append(verdict.label());
        data.stringColumn("how_sure").append(sure);

        return List.of(
                new Grid.Cell(claim.text(), Grid.Look.TEXT),
                Grid.Cell.of(claim.section()),
                Grid.Cell.of(worst.isEmpty() ? NONE : claim.first().label() + ", " + against),
                Grid.Cell.of(
                        contrast.map(
                                        c ->
                                                String.format(
                                                        Locale.ROOT,
                                                        number + ", " + number,
                                                        c.first(),
                                                        c.second()))
                                .orElse(NONE)),
                Grid.Cell.of(
                        contrast.map(c -> Numbers.signed(decimals, c.difference())).orElse(NONE)),
                Grid.Cell.of(test.map(d -> Numbers.interval(decimals, d)).orElse(NONE)),
                Grid.Cell.of(Double.isNaN(p) ? NONE : Numbers.probability(p)),
                new Grid.Cell(
                        paper.map(d -> Numbers.signed(decimals, d)).orElse(NONE), Grid.Look.MUTED),
                new Grid.Cell(verdict.label(), look(verdict)),
                new Grid.Cell(sure, Grid.Look.TEXT));
    }

    /** A verdict stands out. */
    private static Grid.Look look(Judgement.Verdict verdict) {
        return switch (verdict) {
            case HOLDS, FAILS -> Grid.Look.BEST;
            case INDICATION, OPEN -> Grid.Look.PLAIN;
        };
    }

    /** The difference of the printed means; of AutoAttack, which the paper has not, by PGD-40. */
    private Optional<Double> paper(Claim claim, Method other) {
        if (claim.quantity() == Quantity.AUTO_ATTACK_GAP) {
            return Optional.empty();
        }
        Quantity quantity =
                claim.quantity() == Quantity.AUTO_ATTACK ? Quantity.WHITE_BOX : claim.quantity();
        return PaperDifference.of(quantity, dataset(), claim.first(), other)
                .map(PaperDifference::mean);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (origin.dataset().builtIn()) {
            notes.add(
                    "Judged on built-in images after seconds of training: this shows that the page"
                            + " works and says nothing about the paper.");
        }
        notes.add(
                "A claim holds, or does not, if the 95 % interval lies on one side and p, corrected"
                        + " by Holm's method for all comparisons of this page, is below 0.05; a claim of"
                        + " \"to a point\" by its interval alone. One counterexample refutes a claim"
                        + " about several methods; it holds only when all of them are measured. Shown"
                        + " is the comparison that speaks against the claim most.");
        notes.add(
                "Claims are judged by their direction, not by their size: compare the paper's"
                        + " difference, of its printed means, with the interval; under AutoAttack it"
                        + " is that of PGD-40. Sharper: not said in the paper, but what its sentence"
                        + " should survive.");
        notes.add(Authority.RULE);
        notes.add(
                "Not judged here: what Table 2 says of radii and steps, Figure 3 of sparsity, and the"
                        + " text of pictures; notebooks 02, 04, 05 and 06 show them.");
        notes.addAll(advice);
        return notes;
    }
}
