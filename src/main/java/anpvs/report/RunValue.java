package anpvs.report;

import anpvs.metric.Accuracy;
import anpvs.store.ExperimentSpec;
import java.util.BitSet;

/**
 * What one run reached in one quantity.
 *
 * @param run its id
 * @param value the number
 * @param accuracy the same with its images; null where the number is no accuracy
 * @param right which of the first test images were right; null where that is not stored
 */
public record RunValue(String run, double value, Accuracy accuracy, BitSet right) {
    public long seed() {
        return ExperimentSpec.seedOf(run);
    }
}
