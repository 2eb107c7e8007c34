package anpvs.report.claims;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.ComparedQuantity;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.RunValue;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.report.tables.MainResults;
import anpvs.study.Context;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ANP-VS against the baselines, pair by pair: by seed where two or more seeds are common, else on
 * the same test images.
 *
 * @param evidence what was measured
 * @param origin where they come from
 * @param advice how to get what is missing
 */
public record PairedTable(ClaimEvidence evidence, Origin origin, List<String> advice) {
    private static final List<ComparedQuantity> ALL =
            List.of(
                    ComparedQuantity.CLEAN,
                    ComparedQuantity.WHITE_BOX,
                    ComparedQuantity.WORST,
                    ComparedQuantity.V);

    private static final List<ComparedQuantity> OF_EQUAL_SCHEDULES =
            List.of(
                    ComparedQuantity.CLEAN,
                    ComparedQuantity.WHITE_BOX,
                    ComparedQuantity.V,
                    ComparedQuantity.RELATIVE_V,
                    ComparedQuantity.SPARSITY);

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    public static PairedTable of(Context context) {
        MainResults results = MainResults.of(context);
        MatchedRuns matched = MatchedRuns.find(context, Method.ANP_VS, Method.AT).orElse(null);
        return new PairedTable(
                ClaimsPage.evidence(context, results, matched),
                matched == null ? results.origin() : results.origin().with(matched.runIds()),
                results.advice());
    }

    private MethodPair against(Method method) {
        return new MethodPair(method.label(), method, seeds(Method.ANP_VS), seeds(method), false);
    }

    /** {@return the measured baseline of the highest mean accuracy under attack} */
    Optional<Method> best() {
        return Rows.baselines().stream()
                .filter(method -> !seeds(method).isEmpty())
                .max(Comparator.comparingDouble(m -> mean(seeds(m), ComparedQuantity.WHITE_BOX)));
    }

    private long measured() {
        return Rows.baselines().stream().filter(method -> !seeds(method).isEmpty()).count();
    }

    private List<Evaluation> seeds(Method method) {
        return evidence.evaluations().getOrDefault(method, List.of());
    }

    private static double mean(List<Evaluation> seeds, ComparedQuantity compared) {
        return Spread.of(compared.outcomes(seeds).stream().map(RunValue::value).toList()).mean();
    }

    public SavedTable table() {
        if (best().isEmpty() || seeds(Method.ANP_VS).isEmpty()) {
            throw new MissingModel(
                    "No comparison yet: it needs ANP-VS and one adversarially trained baseline.\n"
                            + String.join("\n", advice));
        }
        Method best = best().get();
        List<PairedLine> lines = new ArrayList<>();
        addLines(against(best), ALL, lines);
        List<String> others = new ArrayList<>();
        for (Method method : evidence.evaluations().keySet()) {
            if (Rows.adversarial(method) && method != Method.ANP_VS && method != best) {
                addLines(against(method), List.of(ComparedQuantity.WHITE_BOX), lines);
                others.add(method.label());
            }
        }
        MatchedRuns matched = evidence.matched();
        if (matched != null) {
            MethodPair pair =
                    new MethodPair(
                            Method.AT.label() + ", equal schedules",
                            Method.AT,
                            matched.first(),
                            matched.second(),
                            true);
            addLines(pair, OF_EQUAL_SCHEDULES, lines);
        }
        String caption =
                "ANP-VS against "
                        + best.label()
                        + (measured() > 1
                                ? ", the best baseline under PGD-40"
                                : ", the one baseline that is measured")
                        + (others.isEmpty() ? "" : ", and the others");
        return SavedTable.of(
                origin.id("paired"),
                origin.caption(caption),
                PairedLine.COLUMNS,
                lines,
                notes(best),
                origin);
    }

    private List<String> notes(Method best) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Difference: ANP-VS minus the other, accuracies in points, both of the seeds that they"
                        + " have in common. Paired by seed: Student's t"
                        + " interval of the differences. Paired by image (one common seed): exact"
                        + " McNemar test and Newcombe's score interval; they tell these two networks"
                        + " apart, not the methods, whose seeds differ too. p: that of the page of"
                        + " claims, corrected by Holm's method for all its comparisons; where no claim"
                        + " of a direction is about a row, it has none. Bold (*): the interval leaves"
                        + " out zero and p is below 0.05.");
        if (measured() > 1) {
            notes.add(
                    "The best baseline was chosen by the same numbers ("
                            + measured()
                            + " measured): that favours "
                            + best.label()
                            + " a little.");
        }
        MatchedRuns matched = evidence.matched();
        if (matched != null) {
            Method start = matched.schedule().start();
            notes.add(
                    "AT, equal schedules: both start from "
                            + (start == null ? "random weights" : start.label() + "'s weights")
                            + " and see the same batches, steps and rates for "
                            + matched.schedule().epochs()
                            + " epochs; runs "
                            + String.join(", ", matched.runIds())
                            + ".");
        }
        notes.add(
                "The paper's difference: of the means, \u00b1 root of the sum of the squared sds; it"
                        + " gives no pairs.");
        evidence.evaluations().entrySet().stream()
                .filter(row -> Rows.adversarial(row.getKey()))
                .flatMap(row -> row.getValue().stream())
                .filter(one -> one.answers() == null)
                .map(
                        one ->
                                String.format(
                                        "The evaluation of %1$s does not say which images were right."
                                                + " Repeat it with\n"
                                                + "    environment/anpvs evaluate --again %1$s",
                                        one.run()))
                .forEach(notes::add);
        notes.addAll(advice);
        return notes;
    }

    private void addLines(
            MethodPair pair, List<ComparedQuantity> quantities, List<PairedLine> lines) {
        String shown = pair.label();
        for (ComparedQuantity compared : quantities) {
            if (pair.isMeasured(compared)) {
                lines.add(line(pair, shown, compared));
                shown = "";
            }
        }
    }

    private PairedLine line(MethodPair pair, String shown, ComparedQuantity compared) {
        Quantity quantity = compared.quantity();
        Pairing pairing = new Pairing(quantity, Method.ANP_VS, pair.method(), pair.matched());
        String dataset = Rows.paperName(origin.dataset());
        return new PairedLine(
                pair,
                shown,
                compared,
                pair.contrast(compared),
                pair.difference(compared).orElse(null),
                corrected().get(pairing),
                PaperDifference.of(quantity, dataset, Method.ANP_VS, pair.method()).orElse(null));
    }

    /** The probabilities of the page of claims: one comparison has one. */
    private Map<Pairing, Double> corrected() {
        return Judgement.corrected(Claim.of(Rows.paperName(origin.dataset())), evidence);
    }
}
