package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.metric.PairedDifference;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.study.Context;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Which of the paper's claims hold in the runs of one data set, which do not, and how sure that is.
 *
 * @param evidence what was measured
 */
public record ClaimsPage(ClaimEvidence evidence) {
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
            return claim().label(other);
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
            return contrast() == null
                    ? TableColumn.NONE
                    : Numbers.fixed(decimals(), contrast().first())
                            + ", "
                            + Numbers.fixed(decimals(), contrast().second());
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

    private static final List<TableColumn<Line>> COLUMNS =
            List.of(
                    TableColumn.<Line>words("claim", "claim", line -> line.claim().text())
                            .in(TableCell.Look.TEXT),
                    TableColumn.words("section", "section", line -> line.claim().section()),
                    TableColumn.words("quantity", null, line -> line.claim().quantity().label()),
                    TableColumn.words("first", null, line -> line.claim().first().label()),
                    TableColumn.words(
                            "against",
                            "compared",
                            line -> line.contrast() == null ? "" : line.against(),
                            Line::compared),
                    TableColumn.number(
                            "first_value",
                            "values",
                            line -> line.value(Contrast::first),
                            Line::values),
                    TableColumn.data("against_value", line -> line.value(Contrast::second)),
                    TableColumn.number(
                            "difference",
                            "difference",
                            line -> line.value(Contrast::difference),
                            line -> line.signed(line.value(Contrast::difference))),
                    TableColumn.interval(Line::test, Line::decimals),
                    TableColumn.number(
                            "p_corrected",
                            "p, corrected",
                            Line::p,
                            line ->
                                    Double.isNaN(line.p())
                                            ? TableColumn.NONE
                                            : Numbers.probability(line.p())),
                    TableColumn.number(
                                    "paper_difference", "the paper's difference", Line::paper, "")
                            .as(line -> line.signed(line.paper()))
                            .in(TableCell.Look.MUTED),
                    TableColumn.<Line>words(
                                    "verdict",
                                    "verdict",
                                    line -> line.judgement().verdict().label())
                            .in(Line::verdict),
                    TableColumn.words("how_sure", "how sure", Line::sure).in(TableCell.Look.TEXT));

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured,
     *     but for AutoAttack
     */
    public static ClaimsPage of(Context context) {
        return new ClaimsPage(ClaimEvidence.of(context));
    }

    private Origin origin() {
        return evidence.origin();
    }

    private String dataset() {
        return Rows.paperName(origin().dataset());
    }

    List<Judgement> judgements() {
        return Judgement.of(Claim.of(dataset()), evidence);
    }

    /**
     * {@return the main claims in a line each}
     *
     * @throws MissingModel if nothing is measured
     */
    public SavedTable summary() {
        needResults();
        return new ClaimsSummary(judgements().subList(0, Claim.SUMMARY), origin()).table();
    }

    private void needResults() {
        if (evidence.evaluations().isEmpty()) {
            throw new MissingModel(String.join("\n", evidence.advice()));
        }
    }

    /**
     * {@return every claim with its test}
     *
     * @throws MissingModel if nothing is measured
     */
    public SavedTable table() {
        needResults();
        List<Line> lines = judgements().stream().map(this::line).toList();
        String caption = origin().caption("The paper's claims on " + dataset() + " in these runs");
        return SavedTable.of(origin().id("claims"), caption, COLUMNS, lines, notes(), origin());
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
        if (origin().dataset().synthetic()) {
            notes.add(
                    "Judged on synthetic images after seconds of training: this shows that the page"
                            + " works and says nothing about the paper.");
        }
        notes.add(
                "A claim holds, or does not, if the 95 % interval lies on one side and p, corrected"
                        + " by Holm's method for all comparisons of this page, is below 0.05; a claim of"
                        + " \"to a point\" by its interval alone. One counterexample refutes a claim"
                        + " about several methods; it holds only when all of them are measured. Each"
                        + " row shows the comparison with the strongest rival.");
        notes.add(
                "Claims are judged by their direction, not by their size: compare the paper's"
                        + " difference, of its printed means, with the interval; under AutoAttack it"
                        + " is that of PGD-40. Sharper: not said in the paper, but what its sentence"
                        + " should survive.");
        notes.add(Authority.RULE);
        notes.add(
                "Not judged here: what Table 2 says of radii and steps, Figure 3 of sparsity, and the"
                        + " text of pictures; notebooks 02, 04, 05 and 06 show them.");
        notes.addAll(evidence.advice());
        return notes;
    }
}
