package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.Names;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * AutoAttack (Croce and Hein 2020): several attacks with fixed settings, each on those examples
 * that the ones before have not broken.
 *
 * @param stages the attacks in their order
 */
public record AutoAttack(List<Stage> stages) implements Attack {
    /** Which attacks take part. */
    public enum Version {
        /** APGD-CE, APGD-T, FAB-T, Square. */
        STANDARD,
        /** APGD-CE and APGD-DLR from several starts, FAB, Square, APGD-T, FAB-T. */
        PLUS,
        /** APGD-CE and APGD-DLR with gradients averaged over draws, for random networks. */
        RAND;

        /**
         * @param name standard, plus or rand
         * @return the version
         * @throws UserError if there is no such version
         */
        public static Version of(String name) {
            return Names.find("suite of AutoAttack", name, values(), Version::id);
        }

        /** {@return its name for users} */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How long the attacks go on.
     *
     * @param steps of each run of APGD and FAB
     * @param targets classes that APGD-T and FAB-T aim at, where there are so many
     * @param queries of Square
     * @param restarts starts of APGD and untargeted FAB in version plus
     */
    public record Budget(int steps, int targets, int queries, int restarts) {
        /** AutoAttack's own. */
        public static final Budget PUBLISHED = new Budget(100, 9, 5_000, 5);

        /** Checks the ranges. */
        public Budget {
            UserError.unlessPositive("steps", steps);
            UserError.unlessPositive("targets", targets);
            UserError.unlessPositive("queries", queries);
            UserError.unlessPositive("restarts", restarts);
        }
    }

    /**
     * One of its attacks.
     *
     * @param name such as APGD-CE
     * @param runs its runs (targets, starts), each on what the ones before have left
     */
    public record Stage(String name, List<Attack> runs) {
        /** Copies the list. */
        public Stage {
            runs = List.copyOf(runs);
        }
    }

    /** Copies the list. */
    public AutoAttack {
        stages = List.copyOf(stages);
    }

    /**
     * @param version which attacks
     * @param threat the ball and the pixel range
     * @param budget how long they go on
     * @param classes of the classifier; with fewer than 3 the attacks on the DLR loss are left out,
     *     with fewer than 4 those on the targeted one
     * @param draws through which gradients are averaged in version rand; null in the others
     * @return the attack
     * @throws UserError if version rand is given no draws, or another version some
     */
    public static AutoAttack of(
            Version version,
            ThreatModel threat,
            Budget budget,
            int classes,
            ExpectedGradient draws) {
        if (version == Version.RAND ^ draws != null) {
            throw new UserError(
                    "suite "
                            + version.id()
                            + (draws == null
                                    ? " averages gradients over draws of a random network; this one"
                                            + " is not random: use standard or plus"
                                    : " takes no draws; use rand"));
        }
        int steps = budget.steps();
        int targets = Math.min(budget.targets(), classes - 1);
        int starts = version == Version.PLUS ? budget.restarts() : 1;
        Stage ce = apgd("APGD-CE", threat, steps, LogitLoss.CROSS_ENTROPY, draws, starts);
        Stage dlr = apgd("APGD-DLR", threat, steps, LogitLoss.DLR, draws, starts);
        Stage targeted = new Stage("APGD-T", AutoPgd.targeted(threat, steps, targets));
        Stage fab = new Stage("FAB", Fab.runs(threat, steps, 0, starts));
        Stage fabTargeted = new Stage("FAB-T", Fab.runs(threat, steps, targets, 1));
        Stage square = new Stage("Square", List.of(new Square(threat, budget.queries())));
        List<Stage> stages =
                new ArrayList<>(
                        switch (version) {
                            case STANDARD -> List.of(ce, targeted, fabTargeted, square);
                            case PLUS -> List.of(ce, dlr, fab, square, targeted, fabTargeted);
                            case RAND -> List.of(ce, dlr);
                        });
        if (classes < LogitLoss.TARGETED_DLR.classes()) {
            stages.remove(targeted);
        }
        if (classes < LogitLoss.DLR.classes()) {
            stages.remove(dlr);
        }
        return new AutoAttack(stages);
    }

    private static Stage apgd(
            String name,
            ThreatModel threat,
            int steps,
            LogitLoss loss,
            ExpectedGradient draws,
            int starts) {
        Attack attack = new AutoPgd(threat, steps, new LogitObjective(loss, 0, draws));
        return new Stage(name, Collections.nCopies(starts, attack));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A classifier that is not broken on an example gets the image of the highest cross-entropy
     * that was found.
     */
    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        List<Attack> all = stages.stream().flatMap(stage -> stage.runs().stream()).toList();
        return new Cascade(all).perturb(classifier, images, labels, random);
    }
}
