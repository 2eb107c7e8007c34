package anpvs.report.claims;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.ComparedQuantity;
import anpvs.report.Rows;
import anpvs.report.RunValue;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
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
 */
public record PairedTable(ClaimEvidence evidence) {
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
        return new PairedTable(ClaimEvidence.of(context));
    }

    /**
     * Two methods side by side.
     *
     * @param label what ANP-VS is set against
     * @param method the same, as the paper has it
     * @param ours evaluations of ANP-VS
     * @param theirs of the other
     * @param matched whether both were trained by equal schedules
     */
    private record Pair(
            String label,
            Method method,
            List<Evaluation> ours,
            List<Evaluation> theirs,
            boolean matched) {}

    private Pair against(Method method) {
        return new Pair(
                method.label(),
                method,
                evidence.seeds(Method.ANP_VS),
                evidence.seeds(method),
                false);
    }

    private List<Method> measured() {
        return Rows.baselines().stream()
                .filter(method -> !evidence.seeds(method).isEmpty())
                .toList();
    }

    /** {@return the measured baseline of the highest mean accuracy under attack} */
    Optional<Method> best() {
        return measured().stream().max(Comparator.comparingDouble(this::robust));
    }

    private double robust(Method method) {
        List<RunValue> seeds = ComparedQuantity.WHITE_BOX.outcomes(evidence.seeds(method));
        return Spread.of(seeds.stream().map(RunValue::value).toList()).mean();
    }

    public SavedTable table() {
        if (best().isEmpty() || evidence.seeds(Method.ANP_VS).isEmpty()) {
            throw new MissingModel(
                    "No comparison yet: it needs ANP-VS and one adversarially trained baseline.\n"
                            + String.join("\n", evidence.advice()));
        }
        Method best = best().get();
        Origin origin = evidence.origin();
        // the probabilities of the page of claims: one comparison has one
        Map<Pairing, Double> corrected =
                Judgement.corrected(Claim.of(Rows.paperName(origin.dataset())), evidence);
        List<PairedLine> lines = new ArrayList<>(lines(against(best), ALL, corrected));
        List<String> others = new ArrayList<>();
        for (Method method : evidence.evaluations().keySet()) {
            if (Rows.adversarial(method) && method != Method.ANP_VS && method != best) {
                lines.addAll(
                        lines(against(method), List.of(ComparedQuantity.WHITE_BOX), corrected));
                others.add(method.label());
            }
        }
        MatchedRuns matched = evidence.matched();
        if (matched != null) {
            Pair pair =
                    new Pair(
                            Method.AT.label() + ", equal schedules",
                            Method.AT,
                            matched.first(),
                            matched.second(),
                            true);
            lines.addAll(lines(pair, OF_EQUAL_SCHEDULES, corrected));
        }
        String caption =
                "ANP-VS against "
                        + best.label()
                        + (measured().size() > 1
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
        if (measured().size() > 1) {
            notes.add(
                    "The best baseline was chosen by the same numbers ("
                            + measured().size()
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
                                Texts.format(
                                        "The evaluation of %1$s does not say which images were right."
                                                + " Repeat it with\n"
                                                + "    environment/anpvs evaluate --again %1$s",
                                        one.run()))
                .forEach(notes::add);
        notes.addAll(evidence.advice());
        return notes;
    }

    private List<PairedLine> lines(
            Pair pair, List<ComparedQuantity> quantities, Map<Pairing, Double> corrected) {
        String dataset = Rows.paperName(evidence.origin().dataset());
        List<PairedLine> lines = new ArrayList<>();
        for (ComparedQuantity compared : quantities) {
            Pairing pairing =
                    new Pairing(compared.quantity(), Method.ANP_VS, pair.method, pair.matched);
            Optional<Contrast> contrast =
                    Contrast.of(compared.outcomes(pair.ours), compared.outcomes(pair.theirs));
            Optional<PaperDifference> paper =
                    PaperDifference.of(compared.quantity(), dataset, Method.ANP_VS, pair.method);
            if (contrast.isPresent()) {
                lines.add(
                        new PairedLine(
                                pair.label,
                                lines.isEmpty() ? pair.label : "",
                                compared,
                                contrast.get(),
                                corrected.get(pairing),
                                paper.orElse(null)));
            }
        }
        return lines;
    }
}
