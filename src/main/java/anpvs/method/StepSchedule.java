package anpvs.method;

import java.util.List;

/**
 * A learning rate that is divided by ten at fixed fractions of the training.
 *
 * @param rate rate before the first boundary
 * @param boundaries fractions of the total steps
 * @param totalSteps steps of the whole run
 */
public record StepSchedule(double rate, List<Double> boundaries, long totalSteps) {
    /**
     * @param step 0-based
     * @return the rate of that step; a boundary at step s takes effect from step s on
     */
    public double at(long step) {
        long passed = boundaries.stream().filter(b -> step >= Math.round(b * totalSteps)).count();
        return rate * Math.pow(0.1, (double) passed);
    }
}
