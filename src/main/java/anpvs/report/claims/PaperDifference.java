package anpvs.report.claims;

import anpvs.method.Method;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import java.util.Optional;

/**
 * The difference of two of the paper's rows, of their printed means: it gives no pairs.
 *
 * @param mean first minus second
 * @param sd root of the sum of the squared standard deviations
 */
record PaperDifference(double mean, double sd) {
    /**
     * @param quantity what is compared
     * @param dataset the paper's name of a data set
     * @param first a row
     * @param second another
     * @return empty if the paper lacks one of them
     */
    static Optional<PaperDifference> of(
            Quantity quantity, String dataset, Method first, Method second) {
        return quantity.paper(dataset, first.label())
                .flatMap(one -> quantity.paper(dataset, second.label()).map(two -> of(one, two)));
    }

    private static PaperDifference of(PaperValue one, PaperValue other) {
        return new PaperDifference(
                one.mean().subtract(other.mean()).doubleValue(),
                Math.hypot(one.spread().sd(), other.spread().sd()));
    }
}
