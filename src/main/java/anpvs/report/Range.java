package anpvs.report;

import anpvs.metric.Accuracy;
import java.util.List;

/**
 * A value as a chart draws it, with how sure it is.
 *
 * @param value NaN where there is none
 * @param low lower end of its bar, at least 0; NaN where no bar is drawn
 * @param high upper end
 */
record Range(double value, double low, double high) {
    /** No value. */
    static final Range NONE = of(Double.NaN);

    /** What is drawn is never negative: accuracies, vulnerabilities. */
    Range {
        low = Math.max(0, low);
    }

    /** {@return a value without a bar} */
    static Range of(double value) {
        return new Range(value, Double.NaN, Double.NaN);
    }

    /** {@return mean and standard deviation; of one seed there is none} */
    static Range of(Spread spread) {
        return new Range(spread.mean(), spread.mean() - spread.sd(), spread.mean() + spread.sd());
    }

    /** {@return percent with the exact 95 % binomial interval} */
    static Range of(Accuracy accuracy) {
        return new Range(accuracy.percent(), accuracy.lowPercent(), accuracy.highPercent());
    }

    /** {@return the paper's mean and standard deviation} */
    static Range of(PaperValue paper) {
        return of(new Spread(paper.mean().doubleValue(), paper.sd().doubleValue(), 5));
    }

    /**
     * @param seeds accuracies of several runs, or of one, or none
     * @return their standard deviation, or the binomial interval of the one
     */
    static Range of(List<Accuracy> seeds) {
        return switch (seeds.size()) {
            case 0 -> NONE;
            case 1 -> of(seeds.get(0));
            default -> of(Spread.of(seeds.stream().map(Accuracy::percent).toList()));
        };
    }

    boolean exists() {
        return !Double.isNaN(value);
    }

    boolean hasBar() {
        return exists() && !Double.isNaN(high);
    }

    /** {@return the highest that is drawn} */
    double top() {
        return hasBar() ? high : value;
    }

    /** {@return the lowest that is drawn} */
    double bottom() {
        return hasBar() ? low : value;
    }
}
