package anpvs.study;

import anpvs.Texts;
import anpvs.attack.AttackWarning;
import anpvs.evaluate.AttackRecord;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.store.ExperimentSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What AutoAttack left of a run.
 *
 * @param record the stored attack
 * @param standing gives the images that no attack of AutoAttack broke, as stored beside the record
 */
public record AutoAttackResult(AttackRecord record, Supplier<BitSet> standing) {
    /** Reads a large file once, and only if a comparison asks for it. */
    public AutoAttackResult {
        Supplier<BitSet> stored = standing;
        BitSet[] read = {null};
        standing =
                () -> {
                    read[0] = read[0] == null ? stored.get() : read[0];
                    return read[0];
                };
    }

    private static final String ALL =
            "AutoAttack, PGD and every other attack of the record together";

    private static final String SQUARE =
            "Warning: Square, which sees no gradient, lowered the accuracy by further points; the"
                    + " gradients may be masked";

    long seed() {
        return ExperimentSpec.seedOf(record.run());
    }

    /** {@return accuracy under AutoAttack} */
    public Accuracy robust() {
        return record.robust();
    }

    /** {@return accuracy under the paper's attack on the same images} */
    public Accuracy pgd() {
        return record.pgd().accuracy();
    }

    /** {@return what AutoAttack leaves less what the paper's attack leaves, in points} */
    public double gap() {
        return robust().percent() - pgd().percent();
    }

    /**
     * @param attacks by method and seed
     * @return on which images they are, and what makes them doubtful; a line for each kind
     */
    public static List<String> notes(Map<Method, List<AutoAttackResult>> attacks) {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        attacks.forEach(
                (method, seeds) ->
                        seeds.forEach(
                                one -> {
                                    String who = method.label() + " (seed " + one.seed() + ")";
                                    add(byText, one.images(), who);
                                    add(byText, ALL, who + one.percent());
                                    one.record.warnings().forEach(w -> add(byText, w, who));
                                }));
        List<String> notes = new ArrayList<>();
        byText.forEach((text, who) -> notes.add(text + ": " + String.join(", ", who) + "."));
        return notes;
    }

    private static void add(Map<String, List<String>> byText, String text, String who) {
        byText.computeIfAbsent(text, t -> new ArrayList<>()).add(who);
    }

    private static void add(Map<String, List<String>> byText, AttackWarning warning, String who) {
        if (warning.sign() == AttackWarning.Sign.SQUARE_STRONGER) {
            add(byText, SQUARE, Texts.format("%s %.2f", who, warning.value()));
        } else {
            add(byText, "Warning: " + warning.message(), who);
        }
    }

    private String percent() {
        return Texts.format(" %.2f %%", record.worst().percent());
    }

    private String images() {
        return Texts.format("AutoAttack on the first %,d test images", robust().images());
    }
}
