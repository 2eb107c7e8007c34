package anpvs.method;

import anpvs.UserError;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.model.Precision;

/**
 * Settings of a PGD attack.
 *
 * @param epsilon l-infinity radius, on the scale of pixels in [0, 1]
 * @param stepSize step of the sign gradient, same scale
 * @param steps number of steps
 * @param precision what the convolutions compute with while a network is trained; null for float32,
 *     which everything but an attack of the training has
 */
public record PgdSettings(double epsilon, double stepSize, int steps, Precision precision) {
    /** Float32 is null, so that equal settings are equal in records too. */
    public PgdSettings {
        precision = precision == Precision.FLOAT32 ? null : precision;
    }

    /** An attack in float32. */
    public PgdSettings(double epsilon, double stepSize, int steps) {
        this(epsilon, stepSize, steps, null);
    }

    /**
     * @param name what it is called where it was given
     * @throws UserError if radius, step or number of steps is out of its range
     */
    public void check(String name) {
        Recipe.atLeastZero(name + ".epsilon", epsilon);
        Recipe.atLeastZero(name + ".stepSize", stepSize);
        if (epsilon > 1) {
            throw new UserError(name + ".epsilon is " + epsilon + "; expected 1 at most");
        }
        if (steps < 0) {
            throw new UserError(
                    name + ".steps is " + steps + "; expected a whole number of at least 0");
        }
    }

    /** {@return the same attack in float32} */
    PgdSettings inFloat32() {
        return new PgdSettings(epsilon, stepSize, steps);
    }

    /**
     * {@return the same attack with another number of steps}
     *
     * @param number of steps
     */
    public PgdSettings withSteps(int number) {
        return new PgdSettings(epsilon, stepSize, number, precision);
    }

    /** {@return the attack, on the cross-entropy, from a uniform random start} */
    public Pgd pgd() {
        return pgd(ThreatModel.linf(epsilon));
    }

    /**
     * {@return the attack in another ball or range, its step as it is}
     *
     * @param threat ball and range
     */
    public Pgd pgd(ThreatModel threat) {
        return new Pgd(threat, (float) stepSize, steps, true);
    }
}
