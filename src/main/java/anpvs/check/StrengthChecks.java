package anpvs.check;

import ai.djl.ndarray.NDManager;
import anpvs.attack.ExpectedGradient;
import anpvs.attack.Pgd;
import anpvs.check.StrengthCheck.Row;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The evaluation's attack beside others that must not be stronger. */
final class StrengthChecks {
    /** What the label of a row begins with whose examples another network made. */
    static final String FROM = "from ";

    /** PGD is at least as strong as FGSM, which is at least as strong as no attack. */
    static final Check ORDER =
            new StrengthCheck(
                    "order",
                    "Is PGD at least as strong as one step of it (FGSM), and that as no attack?",
                    "A stronger attack that finds less is one that fails: its gradients are of no use,"
                            + " and the accuracy under it is no sign of robustness.",
                    settings -> settings.steps() + 6,
                    testbed ->
                            List.of(
                                    new Row("clean", testbed.clean(), testbed.fgsm()),
                                    new Row("FGSM", testbed.fgsm(), testbed.attacked()),
                                    new Row(
                                            "PGD-" + testbed.settings().steps(),
                                            testbed.attacked())),
                    "The weaker attack is ahead by so few images that chance explains it.",
                    "");

    /** Who sees the network's own gradients finds more than who sees those of another network. */
    static final Check TRANSFER =
            new StrengthCheck(
                    "transfer",
                    "Is the white-box attack at least as strong as examples made on another network?",
                    "Examples of another network that fool this one more often than its own show that"
                            + " its own gradients lead the attack astray.",
                    settings -> 2.0 * settings.steps() + 4,
                    StrengthChecks::transfer,
                    "Foreign examples are ahead by so few images that chance explains it.",
                    "No other trained network of these images is there.");

    /** Attacks see the network in evaluation mode; its training mode must not lead further. */
    static final Check TRAINING_MODE =
            new StrengthCheck(
                    "training-mode",
                    "Is the attack at least as strong as one on the network in training mode?",
                    "Gradients through dropout, batch statistics and random masks that find more than"
                            + " the network's own show that evaluation mode hides its weakness.",
                    settings -> 2.0 * settings.steps() + 4,
                    StrengthChecks::trainingMode,
                    "Training mode is ahead by so few images that chance explains it.",
                    "Without mask, dropout, batch statistics and random weights both modes are the"
                            + " same network.");

    /** The mask's threshold and its soft values must not be what stops the attack. */
    static final Check MASK =
            new StrengthCheck(
                    "mask",
                    "Is the attack at least as strong as one through the mask without its threshold, or"
                            + " rounded?",
                    "If examples made through another form of the mask find more, the threshold or the"
                            + " soft values hide gradients.",
                    settings -> 3.0 * settings.steps() + 12,
                    StrengthChecks::mask,
                    "The other mask's examples are ahead by so few images that chance explains it.",
                    "The network has no mask that is a probability.");

    /** Against randomness gradients are averaged (expectation over transformation). */
    static final Check AVERAGED =
            new StrengthCheck(
                    "averaged",
                    "Is the attack as strong as one whose gradients are averaged over random draws?",
                    "If averaging finds more, randomness spoilt the gradients of the attack, and the"
                            + " network's accuracy under it is luck.",
                    settings -> settings.steps() * (settings.draws() + 1.0) + settings.draws() + 5,
                    StrengthChecks::averaged,
                    "Averaging is ahead by so few images that chance explains it.",
                    "Neither the network nor its training draws random numbers at each pass.");

    private StrengthChecks() {}

    private static List<Row> transfer(Testbed testbed) {
        if (testbed.subject().sources().isEmpty()) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("white-box", testbed.attacked()));
        for (Map.Entry<String, Classifier> source : testbed.subject().sources().entrySet()) {
            int stream = 9 + rows.size();
            Outcome transferred =
                    testbed.attack(testbed.pgd(), testbed.counted(source.getValue()), stream);
            rows.add(new Row(FROM + source.getKey(), transferred, testbed.attacked()));
        }
        return rows;
    }

    private static List<Row> trainingMode(Testbed testbed) {
        Function<RandomStream, Classifier> inTraining = testbed.subject().trainingMode();
        if (inTraining == null) {
            return List.of();
        }
        Classifier mode = inTraining.apply(testbed.noise(1));
        Outcome attacked = testbed.attacked();
        Outcome trained = testbed.attack(testbed.pgd(), testbed.counted(mode), 0);
        return List.of(
                new Row("evaluation mode", attacked),
                new Row("examples of training mode", trained, attacked));
    }

    private static List<Row> mask(Testbed testbed) {
        List<Row> rows = new ArrayList<>();
        mask(testbed, testbed.subject().unthresholded(), "no threshold", rows);
        mask(testbed, testbed.subject().rounded(), "rounded to 0 and 1", rows);
        if (!rows.isEmpty()) {
            rows.add(0, new Row("thresholded, as measured", testbed.attacked()));
        }
        return rows;
    }

    private static void mask(Testbed testbed, Classifier form, String name, List<Row> rows) {
        if (form == null) {
            return;
        }
        Classifier counted = testbed.counted(form);
        // rounding makes logits larger, up to where plain cross-entropy has no gradient
        Outcome crossed = testbed.attack(testbed.scaledPgd(), counted, 0);
        rows.add(new Row(name + ", its examples", crossed, testbed.attacked()));
        rows.add(new Row(name + ", on itself", testbed.judge(counted, crossed.examples())));
    }

    private static List<Row> averaged(Testbed testbed) {
        Function<NDManager, Classifier> draws = draws(testbed);
        if (draws == null) {
            return List.of();
        }
        int many = testbed.settings().draws();
        Pgd pgd =
                testbed.pgd()
                        .withLoss(
                                new ExpectedGradient(
                                        manager -> testbed.counted(draws.apply(manager)), many));
        Outcome averaged = testbed.attack(pgd, 0);
        return List.of(
                new Row("PGD", testbed.attacked()),
                new Row(
                        "gradients averaged over " + many + " draws",
                        averaged,
                        testbed.attacked()));
    }

    /** Draws of training, or the network itself where its own answers are random. */
    private static Function<NDManager, Classifier> draws(Testbed testbed) {
        Subject subject = testbed.subject();
        if (subject.draw() != null) {
            RandomStream noise = testbed.noise(2);
            return manager -> subject.draw().apply(manager, noise);
        }
        float[] batch = testbed.clean().examples().get(0);
        float[] once = testbed.logits(testbed.model(), batch);
        float[] twice = testbed.logits(testbed.model(), batch);
        return Arrays.equals(once, twice) ? null : manager -> testbed.model();
    }
}
