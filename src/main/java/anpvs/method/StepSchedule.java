package anpvs.method;

import anpvs.UserError;
import java.util.List;
import java.util.Objects;

/**
 * A learning rate that is divided by ten at fixed fractions of the training, or follows straight
 * lines between points.
 *
 * @param rate rate before the first boundary, or where the factor is 1
 * @param boundaries fractions of the total steps
 * @param points pairs of a fraction of the total steps and a factor of the rate; null for a factor
 *     of 1 throughout
 * @param totalSteps steps of the whole run
 */
public record StepSchedule(
        double rate, List<Double> boundaries, List<List<Double>> points, long totalSteps) {
    /** A rate that is only divided at boundaries. */
    public StepSchedule(double rate, List<Double> boundaries, long totalSteps) {
        this(rate, boundaries, null, totalSteps);
    }

    /**
     * @param rate as in a recipe
     * @param boundaries as in a recipe
     * @param points as in a recipe
     * @throws UserError if they are no schedule
     */
    static void check(double rate, List<Double> boundaries, List<List<Double>> points) {
        Recipe.atLeastZero("weightRate", rate);
        if (boundaries == null
                || boundaries.stream().anyMatch(b -> b == null || !(b >= 0 && b <= 1))) {
            throw new UserError("boundaries is " + boundaries + "; expected fractions in [0, 1]");
        }
        if (!boundaries.stream().sorted().toList().equals(boundaries)) {
            throw new UserError("boundaries is " + boundaries + "; expected rising fractions");
        }
        if (points == null) {
            return;
        }
        boolean good =
                !points.isEmpty()
                        && points.stream().allMatch(p -> p != null && p.size() == 2)
                        && points.stream().flatMap(List::stream).allMatch(Objects::nonNull);
        double last = 0;
        for (int i = 0; good && i < points.size(); i++) {
            double at = points.get(i).get(0);
            double factor = points.get(i).get(1);
            good = at >= last && at <= 1 && factor >= 0 && Double.isFinite(factor);
            last = at;
        }
        if (!good) {
            throw new UserError(
                    "rates is "
                            + points
                            + "; expected pairs of a fraction of the steps in [0, 1], rising, and"
                            + " a factor of at least 0, such as [[0,0.1],[0.3,1],[1,0]]");
        }
        if (!boundaries.isEmpty()) {
            throw new UserError(
                    "a recipe has rates or boundaries, not both; add boundaries=[] to rates");
        }
    }

    /**
     * @param step 0-based
     * @return the rate of that step; a boundary at step s takes effect from step s on
     */
    public double at(long step) {
        long passed = boundaries.stream().filter(b -> step >= Math.round(b * totalSteps)).count();
        return rate * Math.pow(0.1, (double) passed) * factor((double) step / totalSteps);
    }

    private double factor(double fraction) {
        if (points == null) {
            return 1;
        }
        int next = 0;
        while (next < points.size() && points.get(next).get(0) <= fraction) {
            next++;
        }
        if (next == 0 || next == points.size()) {
            return points.get(next == 0 ? 0 : next - 1).get(1);
        }
        List<Double> from = points.get(next - 1);
        List<Double> to = points.get(next);
        double share = (fraction - from.get(0)) / (to.get(0) - from.get(0));
        return from.get(1) + share * (to.get(1) - from.get(1));
    }
}
