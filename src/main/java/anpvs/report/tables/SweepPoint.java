package anpvs.report.tables;

import anpvs.Texts;
import anpvs.grid.Sweep;
import anpvs.method.PgdSettings;
import anpvs.report.Column;
import anpvs.report.Numbers;
import anpvs.report.PaperValue;
import anpvs.report.PaperValues;
import java.util.Optional;

/**
 * One attack of Table 2.
 *
 * @param sweep which of the two
 * @param attack radius, step size and steps
 */
public record SweepPoint(Sweep sweep, PgdSettings attack) implements Column {
    @Override
    public String label() {
        return sweep == Sweep.EPSILON
                ? "\u03b5 = " + epsilon() + ", PGD-" + attack.steps()
                : Texts.format("PGD-%,d, \u03b5 = %s", attack.steps(), epsilon());
    }

    private String epsilon() {
        return Numbers.decimal(attack.epsilon());
    }

    /** {@return the point on the axis of its curve} */
    public String tick() {
        return sweep == Sweep.EPSILON ? epsilon() : Texts.format("%,d", attack.steps());
    }

    @Override
    public String unit() {
        return "%";
    }

    @Override
    public int decimals() {
        return 2;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Optional<PaperValue> paper(String dataset, String model) {
        String setting =
                "eps=%s;steps=%s;step=%s"
                        .formatted(attack.epsilon(), attack.steps(), attack.stepSize());
        return PaperValues.find(
                2, dataset, model, "adversarial_accuracy_pct", "white_box", setting);
    }
}
