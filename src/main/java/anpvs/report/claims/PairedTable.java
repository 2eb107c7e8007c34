package anpvs.report.claims;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.PairedDifference;
import anpvs.report.Compared;
import anpvs.report.Grid;
import anpvs.report.Numbers;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * ANP-VS against the baselines, pair by pair: by seed where two or more seeds are common, else on
 * the same test images.
 *
 * @param evidence what was measured
 * @param origin where they come from
 * @param advice how to get what is missing
 */
public record PairedTable(ClaimEvidence evidence, Origin origin, List<String> advice) {
    private static final List<Compared> ALL =
            List.of(Compared.CLEAN, Compared.WHITE_BOX, Compared.WORST, Compared.V);

    private static final List<Compared> OF_EQUAL_SCHEDULES =
            List.of(
                    Compared.CLEAN,
                    Compared.WHITE_BOX,
                    Compared.V,
                    Compared.RELATIVE_V,
                    Compared.SPARSITY);

    private static final List<String> COLUMNS =
            List.of(
                    "ANP-VS against",
                    "quantity",
                    "ANP-VS",
                    "other",
                    "difference",
                    "95 % interval",
                    "p, corrected",
                    "pairs",
                    "difference in the paper");

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
            boolean matched) {
        boolean isMeasured(Compared compared) {
            return !compared.outcomes(ours).isEmpty() && !compared.outcomes(theirs).isEmpty();
        }

        Contrast contrast(Compared compared) {
            return Contrast.of(compared.outcomes(ours), compared.outcomes(theirs)).orElseThrow();
        }

        /** {@return by seed where two or more are common, else by image, else nothing} */
        Optional<PairedDifference> difference(Compared compared) {
            Contrast contrast = contrast(compared);
            boolean paired =
                    contrast.kind() == Contrast.Kind.SEEDS
                            || contrast.kind() == Contrast.Kind.IMAGES;
            return paired ? Optional.of(contrast.tested()) : Optional.empty();
        }
    }

    private Pair against(Method method) {
        return new Pair(method.label(), method, seeds(Method.ANP_VS), seeds(method), false);
    }

    /** {@return the measured baseline of the highest mean accuracy under attack} */
    Optional<Method> best() {
        return Rows.baselines().stream()
                .filter(method -> !seeds(method).isEmpty())
                .max(Comparator.comparingDouble(m -> mean(seeds(m), Compared.WHITE_BOX)));
    }

    private List<Evaluation> seeds(Method method) {
        return evidence.evaluations().getOrDefault(method, List.of());
    }

    private static double mean(List<Evaluation> seeds, Compared compared) {
        return Spread.of(compared.outcomes(seeds).stream().map(RunValue::value).toList()).mean();
    }

    public SavedTable table() {
        if (best().isEmpty() || seeds(Method.ANP_VS).isEmpty()) {
            throw new MissingModel(
                    "No comparison yet: it needs ANP-VS and one adversarially trained baseline.\n"
                            + String.join("\n", advice));
        }
        Method best = best().get();
        Table data =
                Table.create(
                        "paired",
                        StringColumn.create("against"),
                        StringColumn.create("quantity"),
                        DoubleColumn.create("anp_vs"),
                        DoubleColumn.create("other"),
                        DoubleColumn.create("difference"),
                        DoubleColumn.create("low95"),
                        DoubleColumn.create("high95"),
                        DoubleColumn.create("p_corrected"),
                        StringColumn.create("paired_by"),
                        IntColumn.create("pairs"),
                        DoubleColumn.create("paper_difference"),
                        DoubleColumn.create("paper_sd"));
        List<List<Grid.Cell>> rows = new ArrayList<>();
        addRows(against(best), ALL, rows, data);
        List<String> others = new ArrayList<>();
        for (Method method : evidence.evaluations().keySet()) {
            if (Rows.adversarial(method) && method != Method.ANP_VS && method != best) {
                addRows(against(method), List.of(Compared.WHITE_BOX), rows, data);
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
            addRows(pair, OF_EQUAL_SCHEDULES, rows, data);
        }
        String caption =
                "ANP-VS against "
                        + best.label()
                        + ", the best baseline under PGD-40"
                        + (others.isEmpty() ? "" : ", and the others")
                        + " ("
                        + origin.label()
                        + ")";
        return new SavedTable(
                origin.id("paired"), new Grid(caption, COLUMNS, rows, notes(best)), data, origin);
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
        notes.add(
                "The best baseline was chosen by the same numbers ("
                        + Rows.baselines().stream().filter(m -> !seeds(m).isEmpty()).count()
                        + " measured): that favours "
                        + best.label()
                        + " a little.");
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
        evidence.evaluations()
                .forEach(
                        (method, seeds) ->
                                seeds.stream()
                                        .filter(
                                                e ->
                                                        e.answers() == null
                                                                && Rows.adversarial(method))
                                        .map(Evaluation::run)
                                        .forEach(
                                                run ->
                                                        notes.add(
                                                                "The evaluation of "
                                                                        + run
                                                                        + " does not say which images were"
                                                                        + " right. Repeat it with\n   "
                                                                        + " environment/anpvs evaluate --again "
                                                                        + run)));
        notes.addAll(advice);
        return notes;
    }

    private void addRows(
            Pair pair, List<Compared> quantities, List<List<Grid.Cell>> rows, Table data) {
        boolean first = true;
        for (Compared compared : quantities) {
            if (pair.isMeasured(compared)) {
                rows.add(row(pair, compared, first, data));
                first = false;
            }
        }
    }

    private List<Grid.Cell> row(Pair pair, Compared compared, boolean first, Table data) {
        Quantity quantity = compared.quantity();
        int decimals = quantity.decimals();
        Optional<PairedDifference> paired = pair.difference(compared);
        Contrast contrast = pair.contrast(compared);
        Double p =
                corrected()
                        .get(new Pairing(quantity, Method.ANP_VS, pair.method(), pair.matched()));
        boolean bySeed = contrast.kind() == Contrast.Kind.SEEDS;
        Optional<PaperDifference> paper =
                PaperDifference.of(
                        quantity, Rows.paperName(origin.dataset()), Method.ANP_VS, pair.method());

        data.stringColumn("against").append(pair.label());
        data.stringColumn("quantity").append(quantity.label());
        data.doubleColumn("anp_vs").append(contrast.first());
        data.doubleColumn("other").append(contrast.second());
        data.doubleColumn("difference").append(contrast.difference());
        data.doubleColumn("low95").append(paired.map(PairedDifference::low).orElse(Double.NaN));
        data.doubleColumn("high95").append(paired.map(PairedDifference::high).orElse(Double.NaN));
        data.doubleColumn("p_corrected").append(p == null ? Double.NaN : p);
        data.stringColumn("paired_by").append(paired.isEmpty() ? "" : bySeed ? "seed" : "image");
        data.intColumn("pairs").append(paired.map(PairedDifference::pairs).orElse(0));
        data.doubleColumn("paper_difference")
                .append(paper.map(PaperDifference::mean).orElse(Double.NaN));
        data.doubleColumn("paper_sd").append(paper.map(PaperDifference::sd).orElse(Double.NaN));

        String number = "%." + decimals + "f";
        boolean known =
                paired.map(PairedDifference::excludesZero).orElse(false)
                        && p != null
                        && p < Judgement.LEVEL;
        return List.of(
                Grid.Cell.of(first ? pair.label() : ""),
                Grid.Cell.of(quantity.title()),
                Grid.Cell.of(String.format(Locale.ROOT, number, contrast.first())),
                Grid.Cell.of(String.format(Locale.ROOT, number, contrast.second())),
                new Grid.Cell(
                        Numbers.signed(decimals, contrast.difference()),
                        known ? Grid.Look.BEST : Grid.Look.PLAIN),
                Grid.Cell.of(paired.map(d -> Numbers.interval(decimals, d)).orElse("\u2013")),
                Grid.Cell.of(p == null ? "\u2013" : Numbers.probability(p)),
                Grid.Cell.of(
                        paired.map(d -> pairs(d, bySeed))
                                .orElse(compared.answers() == null ? "one seed" : "not stored")),
                new Grid.Cell(
                        paper.map(
                                        printed ->
                                                Numbers.signed(decimals, printed.mean())
                                                        + String.format(
                                                                Locale.ROOT,
                                                                " \u00b1 " + number,
                                                                printed.sd()))
                                .orElse("\u2013"),
                        Grid.Look.MUTED));
    }

    /** The probabilities of the page of claims: one comparison has one. */
    private Map<Pairing, Double> corrected() {
        return Judgement.corrected(Claim.of(Rows.paperName(origin.dataset())), evidence);
    }

    private static String pairs(PairedDifference paired, boolean bySeed) {
        return String.format(Locale.ROOT, "%,d %s", paired.pairs(), bySeed ? "seeds" : "images");
    }

    /** {@return by seed where two or more are common, else by image, else nothing} */
    Optional<PairedDifference> difference(Method other, Quantity quantity) {
        return ALL.stream()
                .filter(c -> c.quantity() == quantity && against(other).isMeasured(c))
                .findFirst()
                .flatMap(c -> against(other).difference(c));
    }
}
