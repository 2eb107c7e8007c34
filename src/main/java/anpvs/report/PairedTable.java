package anpvs.report;

import anpvs.experiment.Evaluation;
import anpvs.method.Method;
import anpvs.metric.PairedDifference;
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
 * @param evaluations of each method, by seed
 * @param origin where they come from
 * @param advice how to get what is missing
 */
record PairedTable(Map<Method, List<Evaluation>> evaluations, Origin origin, List<String> advice) {
    private static final PaperValues PAPER = PaperValues.load();

    private static final List<Compared> ALL =
            List.of(Compared.CLEAN, Compared.WHITE_BOX, Compared.WORST, Compared.V);

    private static final List<String> COLUMNS =
            List.of(
                    "ANP-VS against",
                    "quantity",
                    "ANP-VS",
                    "other",
                    "difference",
                    "95 % interval",
                    "p",
                    "pairs",
                    "difference in the paper");

    /** {@return the measured baseline of the highest mean accuracy under attack} */
    Optional<Method> best() {
        return Rows.baselines().stream()
                .filter(method -> !seeds(method).isEmpty())
                .max(Comparator.comparingDouble(m -> mean(m, Compared.WHITE_BOX)));
    }

    private List<Evaluation> seeds(Method method) {
        return evaluations.getOrDefault(method, List.of());
    }

    private boolean isMeasured(Method method, Compared compared) {
        return !compared.outcomes(seeds(method)).isEmpty();
    }

    private double mean(Method method, Compared compared) {
        return Spread.of(compared.outcomes(seeds(method)).stream().map(Outcome::value).toList())
                .mean();
    }

    SavedTable table() {
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
                        DoubleColumn.create("p"),
                        StringColumn.create("paired_by"),
                        IntColumn.create("pairs"),
                        DoubleColumn.create("paper_difference"),
                        DoubleColumn.create("paper_sd"));
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (Compared compared : ALL) {
            if (isMeasured(best, compared) && isMeasured(Method.ANP_VS, compared)) {
                rows.add(row(best, compared, rows.isEmpty(), data));
            }
        }
        List<String> others = new ArrayList<>();
        for (Method method : evaluations.keySet()) {
            if (Rows.adversarial(method) && method != Method.ANP_VS && method != best) {
                rows.add(row(method, Compared.WHITE_BOX, true, data));
                others.add(method.label());
            }
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
                "Difference: ANP-VS minus the other, accuracies in points. Paired by seed: Student's t"
                        + " interval of the differences. Paired by image (one common seed): exact"
                        + " McNemar test and Newcombe's score interval; they tell these two networks"
                        + " apart, not the methods, whose seeds differ too. Bold (*): the interval"
                        + " leaves out zero.");
        notes.add(
                "The best baseline was chosen by the same numbers ("
                        + Rows.baselines().stream().filter(m -> !seeds(m).isEmpty()).count()
                        + " measured): that favours "
                        + best.label()
                        + " a little. No correction for several comparisons.");
        notes.add(
                "The paper's difference: of the means, \u00b1 root of the sum of the squared sds; it"
                        + " gives no pairs.");
        evaluations.forEach(
                (method, seeds) ->
                        seeds.stream()
                                .filter(e -> e.answers() == null && Rows.adversarial(method))
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

    private List<Grid.Cell> row(Method other, Compared compared, boolean first, Table data) {
        Quantity quantity = compared.quantity();
        int decimals = quantity.decimals();
        Optional<PairedDifference> paired = difference(other, compared);
        boolean bySeed = contrast(other, compared).kind() == Contrast.Kind.SEEDS;
        double ours = mean(Method.ANP_VS, compared);
        double theirs = mean(other, compared);
        String number = "%." + decimals + "f";
        List<Grid.Cell> row = new ArrayList<>();
        row.add(Grid.Cell.of(first ? other.label() : ""));
        row.add(Grid.Cell.of(quantity.title()));
        row.add(Grid.Cell.of(String.format(Locale.ROOT, number, ours)));
        row.add(Grid.Cell.of(String.format(Locale.ROOT, number, theirs)));
        row.add(
                new Grid.Cell(
                        signed(
                                decimals,
                                paired.map(PairedDifference::difference).orElse(ours - theirs)),
                        paired.map(PairedDifference::excludesZero).orElse(false)
                                ? Grid.Look.BEST
                                : Grid.Look.PLAIN));
        row.add(
                Grid.Cell.of(
                        paired.map(
                                        d ->
                                                signed(decimals, d.low())
                                                        + " to "
                                                        + signed(decimals, d.high()))
                                .orElse("\u2013")));
        row.add(Grid.Cell.of(paired.map(d -> probability(d.p())).orElse("\u2013")));
        row.add(
                Grid.Cell.of(
                        paired.map(
                                        d ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "%,d %s",
                                                        d.pairs(),
                                                        bySeed ? "seeds" : "images"))
                                .orElse(compared.answers() == null ? "one seed" : "not stored")));
        Optional<double[]> paper = paper(other, quantity);
        row.add(
                new Grid.Cell(
                        paper.map(
                                        p ->
                                                signed(decimals, p[0])
                                                        + String.format(
                                                                Locale.ROOT,
                                                                " \u00b1 " + number,
                                                                p[1]))
                                .orElse("\u2013"),
                        Grid.Look.MUTED));
        data.stringColumn("against").append(other.label());
        data.stringColumn("quantity").append(quantity.label());
        data.doubleColumn("anp_vs").append(ours);
        data.doubleColumn("other").append(theirs);
        data.doubleColumn("difference")
                .append(paired.map(PairedDifference::difference).orElse(ours - theirs));
        data.doubleColumn("low95").append(paired.map(PairedDifference::low).orElse(Double.NaN));
        data.doubleColumn("high95").append(paired.map(PairedDifference::high).orElse(Double.NaN));
        data.doubleColumn("p").append(paired.map(PairedDifference::p).orElse(Double.NaN));
        data.stringColumn("paired_by").append(paired.isEmpty() ? "" : bySeed ? "seed" : "image");
        data.intColumn("pairs").append(paired.map(PairedDifference::pairs).orElse(0));
        data.doubleColumn("paper_difference").append(paper.map(p -> p[0]).orElse(Double.NaN));
        data.doubleColumn("paper_sd").append(paper.map(p -> p[1]).orElse(Double.NaN));
        return row;
    }

    private static String signed(int decimals, double value) {
        return String.format(Locale.ROOT, "%+." + decimals + "f", value).replace('-', '\u2212');
    }

    private static String probability(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** {@return by seed where two or more are common, else by image, else nothing} */
    Optional<PairedDifference> difference(Method other, Quantity quantity) {
        return ALL.stream()
                .filter(c -> c.quantity() == quantity)
                .filter(c -> isMeasured(other, c) && isMeasured(Method.ANP_VS, c))
                .findFirst()
                .flatMap(c -> difference(other, c));
    }

    private Optional<PairedDifference> difference(Method other, Compared compared) {
        Contrast contrast = contrast(other, compared);
        boolean paired =
                contrast.kind() == Contrast.Kind.SEEDS || contrast.kind() == Contrast.Kind.IMAGES;
        return paired ? Optional.of(contrast.tested()) : Optional.empty();
    }

    private Contrast contrast(Method other, Compared compared) {
        return Contrast.of(compared.outcomes(seeds(Method.ANP_VS)), compared.outcomes(seeds(other)))
                .orElseThrow();
    }

    private Optional<double[]> paper(Method other, Quantity quantity) {
        String dataset = Rows.paperName(origin.dataset());
        return quantity.in(PAPER, dataset, Method.ANP_VS.label())
                .flatMap(
                        ours ->
                                quantity.in(PAPER, dataset, other.label())
                                        .map(
                                                theirs ->
                                                        new double[] {
                                                            ours.mean()
                                                                    .subtract(theirs.mean())
                                                                    .doubleValue(),
                                                            Math.hypot(
                                                                    ours.sd().doubleValue(),
                                                                    theirs.sd().doubleValue())
                                                        }));
    }
}
