package anpvs.report;

import anpvs.experiment.AttackRecord;
import anpvs.experiment.ExperimentSpec;
import anpvs.metric.Accuracy;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What AutoAttack left of a run.
 *
 * @param record the stored attack
 * @param standing gives the images that no attack of AutoAttack broke, as stored beside the record
 */
record Attacked(AttackRecord record, Supplier<BitSet> standing) {
    long seed() {
        return ExperimentSpec.seedOf(record.run());
    }

    /** {@return accuracy under AutoAttack} */
    Accuracy robust() {
        return record.robust();
    }

    /** {@return accuracy under the paper's attack on the same images} */
    Accuracy pgd() {
        return record.pgd().accuracy();
    }

    /** {@return what AutoAttack leaves less what the paper's attack leaves, in points} */
    double gap() {
        return robust().percent() - pgd().percent();
    }

    /**
     * @param method whose run it is
     * @return the numbers with their images and interval, for the notes of a table
     */
    String note(String method) {
        StringBuilder note =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%s, AutoAttack on the first %,d test images (seed %d): %.2f %%"
                                        + " [%.2f, %.2f]; PGD-%d on the same images %.2f %%; every"
                                        + " attack of the record together %.2f %%.",
                                method,
                                robust().images(),
                                seed(),
                                robust().percent(),
                                robust().lowPercent(),
                                robust().highPercent(),
                                record.settings().pgd().steps(),
                                pgd().percent(),
                                record.worst().percent()));
        record.warnings().forEach(warning -> note.append(" Warning: ").append(warning.message()));
        return note.toString();
    }
}
