package anpvs.report;

import anpvs.metric.Accuracy;
import anpvs.plot.Range;
import java.util.List;

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
