package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.plot.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What charts draw of a measurement: the value, and how sure it is. */
public final class Ranges {
    /** What the bars of accuracies are. */
    public static final String BARS =
            "Bars: standard deviation over seeds; of one seed the 95 % binomial interval.";

    /** What the bars of accuracies of one seed are. */
    public static final String INTERVALS = "Bars: 95 % binomial interval.";

    /** What the bars of other quantities are. */
    public static final String SEEDS = "Bars: standard deviation over seeds; one seed has none.";

    private Ranges() {}

    /**
     * @param evaluations what a chart shows of ours
     * @return on how many test images, such as {@code Ours: 10,000 test images.}
     */
    public static String images(Collection<Evaluation> evaluations) {
        IntSummaryStatistics images =
                evaluations.stream().mapToInt(e -> e.clean().images()).summaryStatistics();
        return "Ours: " + Numbers.range(images) + " test images.";
    }

    /**
     * @param evaluations of each method, by seed
     * @return the same, and how many seeds each method has, the most first
     */
    public static String ours(Map<Method, List<Evaluation>> evaluations) {
        Map<Integer, List<String>> methods = new TreeMap<>(Comparator.reverseOrder());
        evaluations.forEach(
                (method, seeds) ->
                        methods.computeIfAbsent(seeds.size(), n -> new ArrayList<>())
                                .add(method.label()));
        List<String> seeds = new ArrayList<>();
        methods.forEach(
                (n, some) ->
                        seeds.add(
                                (n == 0 ? "not measured" : Numbers.seeds(n, n))
                                        + ": "
                                        + String.join(", ", some)));
        return images(evaluations.values().stream().flatMap(List::stream).toList())
                + " "
                + String.join("; ", seeds)
                + ".";
    }

    /**
     * @param missing methods that a chart has a place for
     * @return that ours were not measured; nothing if there are none
     */
    public static String notMeasured(Collection<String> missing) {
        return missing.isEmpty() ? "" : "Ours, not measured: " + String.join(", ", missing) + ".";
    }

    /** {@return mean and standard deviation; of one seed there is none} */
    public static Range of(Spread spread) {
        return new Range(spread.mean(), spread.mean() - spread.sd(), spread.mean() + spread.sd());
    }

    /** {@return percent with the exact 95 % binomial interval} */
    public static Range of(Accuracy accuracy) {
        return new Range(accuracy.percent(), accuracy.lowPercent(), accuracy.highPercent());
    }

    /** {@return the paper's mean and standard deviation} */
    public static Range of(PaperValue paper) {
        return of(paper.spread());
    }

    /**
     * @param seeds accuracies of several runs, or of one, or none
     * @return their standard deviation, or the binomial interval of the one
     */
    public static Range of(List<Accuracy> seeds) {
        return switch (seeds.size()) {
            case 0 -> Range.NONE;
            case 1 -> of(seeds.get(0));
            default -> of(Spread.of(seeds.stream().map(Accuracy::percent).toList()));
        };
    }
}
