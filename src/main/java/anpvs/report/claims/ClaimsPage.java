package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.metric.PairedDifference;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
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
import java.util.function.ToDoubleFunction;

/**
 * Which of the paper's claims hold in the runs of one data set, which do not, and how sure that is.
 *
 * @param evidence what was measured
 * @param origin where it comes from
 * @param advice how to get what is missing
 */
public record ClaimsPage(ClaimEvidence evidence, Origin origin, List<String> advice) {
    /**
     * What is said of a claim.
     *
     * @param judgement of it
     * @param other the method that speaks against it most
     * @param paper the difference of the two in the paper; NaN where it has none
     * @param sure how sure the verdict is
     */
    private record Line(Judgement judgement, Method other, double paper, String sure) {
        Claim claim() {
            return judgement.claim();
        }

        Contrast contrast() {
            return judgement.worst().map(Judgement.Tested::contrast).orElse(null);
        }

        PairedDifference test() {
            return contrast() == null || claim().counted() ? null : contrast().tested();
        }

        double value(ToDoubleFunction<Contrast> what) {
            return contrast() == null ? Double.NaN : what.applyAsDouble(contrast());
        }

        double p() {
            return judgement.worst().map(Judgement.Tested::p).orElse(Double.NaN);
        }

        String against() {
            return claim().quantity() == Quantity.AUTO_ATTACK_GAP ? "PGD-40" : other.label();
        }

        int decimals() {
            return claim().quantity().decimals();
        }

        String compared() {
            return contrast() == null
                    ? TableColumn.NONE
                    : claim().first().label() + ", " + against();
        }

        String values() {
            String number = "%." + decimals() + "f";
            return contrast() == null
                    ? TableColumn.NONE
                    : String.format(
                            Locale.ROOT,
                            number + ", " + number,
                            contrast().first(),
                            contrast().second());
        }

        String signed(double value) {
            return Double.isNaN(value) ? TableColumn.NONE : Numbers.signed(decimals(), value);
        }

        /** A verdict stands out. */
        TableCell verdict() {
            Judgement.Verdict verdict = judgement.verdict();
            return new TableCell(
                    verdict.label(),
                    switch (verdict) {
                        case HOLDS, FAILS -> TableCell.Look.BEST;
                        case INDICATION, OPEN, UNMEASURED -> TableCell.Look.PLAIN;
                    });
        }
    }

    private static final List<TableColumn<Line>> COLUMNS = new ArrayList<>();

    static {
        COLUMNS.add(
                TableColumn.<Line>words("claim", "claim", line -> line.claim().text())
                        .in(TableCell.Look.TEXT));
        COLUMNS.add(TableColumn.words("section", "section", line -> line.claim().section()));
        COLUMNS.add(TableColumn.words("quantity", null, line -> line.claim().quantity().label()));
        COLUMNS.add(TableColumn.words("first", null, line -> line.claim().first().label()));
        COLUMNS.add(
                TableColumn.words(
                        "against",
                        "compared",
                        line -> line.contrast() == null ? "" : line.against(),
                        Line::compared));
        COLUMNS.add(
                TableColumn.number(
                        "first_value",
                        "values",
                        line -> line.value(Contrast::first),
                        Line::values));
        COLUMNS.add(TableColumn.data("against_value", line -> line.value(Contrast::second)));
        COLUMNS.add(
                TableColumn.number(
                        "difference",
                        "difference",
                        line -> line.value(Contrast::difference),
                        line -> line.signed(line.value(Contrast::difference))));
        COLUMNS.addAll(TableColumn.interval(Line::test, Line::decimals));
        COLUMNS.add(
                TableColumn.number(
                        "p_corrected",
                        "p, corrected",
                        Line::p,
                        line ->
                                Double.isNaN(line.p())
                                        ? TableColumn.NONE
                                        : Numbers.probability(line.p())));
        COLUMNS.add(
                TableColumn.number("paper_difference", "the paper's difference", Line::paper, "")
                        .as(line -> line.signed(line.paper()))
                        .in(TableCell.Look.MUTED));
        COLUMNS.add(
                TableColumn.<Line>words(
                                "verdict", "verdict", line -> line.judgement().verdict().label())
                        .in(Line::verdict));
        COLUMNS.add(TableColumn.words("how_sure", "how sure", Line::sure).in(TableCell.Look.TEXT));
    }

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured,
     *     but for AutoAttack
     * @throws MissingModel if nothing is measured
     */
    public static ClaimsPage of(Context context) {
        MainResults results = MainResults.of(context);
        results.needResults(); // the profile may not even have recipes for these images
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
        List<Line> lines = judgements().stream().map(this::line).toList();
        String caption = origin.caption("The paper's claims on " + dataset() + " in these runs");
        return SavedTable.of(origin.id("claims"), caption, COLUMNS, lines, notes(), origin);
    }

    private Line line(Judgement judgement) {
        Claim claim = judgement.claim();
        Optional<Judgement.Tested> worst = judgement.worst();
        Method other = worst.map(Judgement.Tested::other).orElse(claim.others().get(0));
        boolean one = worst.isPresent() || claim.others().size() == 1;
        List<String> unequal = worst.isEmpty() ? List.of() : evidence.unequal(claim.first(), other);
        MatchedRuns matched = evidence.matched();
        return new Line(
                judgement,
                other,
                one ? paper(claim, other).orElse(Double.NaN) : Double.NaN,
                judgement.sureness(unequal, matched == null ? 0 : matched.schedule().epochs()));
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
        if (origin.dataset().synthetic()) {
            notes.add(
                    "Judged on synthetic images after seconds of training: this shows that the page"
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
