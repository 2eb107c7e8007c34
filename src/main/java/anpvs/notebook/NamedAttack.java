package anpvs.notebook;

import anpvs.Names;
import anpvs.UserError;
import anpvs.attack.Attack;
import anpvs.attack.AutoAttack;
import anpvs.attack.AutoPgd;
import anpvs.attack.Cascade;
import anpvs.attack.Fab;
import anpvs.attack.Fgsm;
import anpvs.attack.LatentAttack;
import anpvs.attack.LogitLoss;
import anpvs.attack.Square;
import anpvs.attack.ThreatModel;
import anpvs.method.PgdSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The attacks that a notebook names by a word; their settings are the published ones. */
enum NamedAttack {
    /** One step of the gradient's sign. */
    FGSM(1),
    /** Projected gradient descent from a random start, in the recipe's own steps. */
    PGD(0),
    /** Auto-PGD on the cross-entropy. */
    APGD_CE(AutoPgd.STEPS),
    /** Auto-PGD on the difference of logits ratio. */
    APGD_DLR(AutoPgd.STEPS),
    /** Auto-PGD aimed at nine classes. */
    APGD_T(AutoPgd.STEPS),
    /** FAB, the smallest change that is misclassified. */
    FAB(Fab.STEPS),
    /** FAB aimed at nine classes. */
    FAB_T(Fab.STEPS),
    /** Random search without gradients. */
    SQUARE(Square.QUERIES),
    /** Auto-PGD that also drives the latent features apart. */
    LATENT(AutoPgd.STEPS),
    /** The standard suite: APGD-CE, APGD-T, FAB-T, Square. */
    AUTOATTACK(AutoPgd.STEPS);

    private final int steps;

    NamedAttack(int steps) {
        this.steps = steps;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(NamedAttack::id).toList();
    }

    static NamedAttack of(String name) {
        return Names.find("attack", name, values(), NamedAttack::id);
    }

    /**
     * @param usual the evaluation's own attack, whose steps PGD takes
     * @param given steps, or queries of Square; null for the published number
     * @return how many there will be
     */
    int steps(PgdSettings usual, Integer given) {
        if (given != null && given < 1) {
            throw new UserError("steps is " + given + "; expected 1 or more");
        }
        if (given != null && (this == FGSM || this == AUTOATTACK)) {
            throw new UserError(id() + " has a fixed number of steps; name none");
        }
        return given != null ? given : this == PGD ? usual.steps() : steps;
    }

    /**
     * @param epsilon radius on the scale of pixels in [0, 1]
     * @param steps see {@link #steps}
     * @param usual the evaluation's own attack
     * @param classes of the network
     * @return the attack
     */
    Attack make(double epsilon, int steps, PgdSettings usual, int classes) {
        ThreatModel threat = ThreatModel.linf(epsilon);
        int targets = Math.min(AutoAttack.Budget.PUBLISHED.targets(), classes - 1);
        return switch (this) {
            case FGSM -> new Fgsm(threat);
            case PGD -> usual.withSteps(steps).pgd(threat);
            case APGD_CE -> new AutoPgd(threat, steps, LogitLoss.CROSS_ENTROPY);
            case APGD_DLR -> new AutoPgd(threat, steps, LogitLoss.DLR);
            case APGD_T -> new Cascade(AutoPgd.targeted(threat, steps, targets));
            case FAB -> new Cascade(Fab.runs(threat, steps, 0, 1));
            case FAB_T -> new Cascade(Fab.runs(threat, steps, targets, 1));
            case SQUARE -> new Square(threat, steps);
            case LATENT -> new LatentAttack(threat, steps, 1);
            case AUTOATTACK ->
                    AutoAttack.of(
                            AutoAttack.Version.STANDARD,
                            threat,
                            AutoAttack.Budget.PUBLISHED,
                            classes,
                            null);
        };
    }

    /** {@return about how many passes through the network an image takes, at most} */
    double passes(int steps, int classes) {
        int targets = Math.min(AutoAttack.Budget.PUBLISHED.targets(), classes - 1);
        return switch (this) {
            case FGSM, PGD, APGD_CE, APGD_DLR, SQUARE, LATENT -> steps + 2.0;
            case APGD_T -> targets * (steps + 2.0);
            case FAB -> steps * (classes + 1.0);
            case FAB_T -> targets * (3.0 * steps);
            case AUTOATTACK -> steps * (1 + 4.0 * targets) + Square.QUERIES;
        };
    }

    /** {@return words for titles, such as {@code PGD-40} or {@code AutoAttack}} */
    String label(int steps) {
        return switch (this) {
            case PGD -> "PGD-" + steps;
            case AUTOATTACK -> "AutoAttack";
            case SQUARE -> "Square, " + steps + " queries";
            default -> name().replace('_', '-');
        };
    }
}
