package anpvs.check;

import anpvs.Texts;
import anpvs.attack.AutoPgd;
import anpvs.attack.LogitLoss;
import anpvs.attack.Square;
import anpvs.metric.Accuracy;
import java.util.BitSet;
import java.util.List;

/** A search without gradients finds hardly anything that gradients have not found. */
final class SquareIsWeaker extends Check {
    /** Points that Square may lower the accuracy by: the warning of AutoAttack. */
    private static final double LITTLE = 0.2;

    /** Beyond this, for sure, gradients lead astray. */
    private static final double MUCH = 5;

    SquareIsWeaker() {
        super(
                "square",
                "Does random search (Square) find hardly anything that gradients (APGD) miss?",
                "Random search knows only logits. Where it beats gradients these are masked, and the"
                        + " accuracy under gradient attacks is too high by at least as much.");
    }

    @Override
    public double passes(CheckSettings settings) {
        return settings.autoSteps() + settings.squareQueries() + settings.steps() + 4.0;
    }

    @Override
    Result examine(Testbed testbed) {
        CheckSettings settings = testbed.settings();
        AutoPgd apgd = new AutoPgd(testbed.threat(), settings.autoSteps(), LogitLoss.CROSS_ENTROPY);
        Outcome gradients = testbed.attack(apgd, testbed.model(), 50);
        Outcome square =
                testbed.attack(
                        new Square(testbed.threat(), settings.squareQueries()),
                        testbed.model(),
                        51);
        BitSet left = gradients.rightToo(square);
        int images = gradients.images();
        double both = new Accuracy(left.cardinality(), images).percent();
        Accuracy only = new Accuracy(gradients.right().cardinality() - left.cardinality(), images);
        CheckVerdict verdict = verdict(only);
        return new Result(
                verdict,
                List.of(
                        Measure.percent("APGD-CE", gradients.percent()),
                        Measure.percent("Square", square.percent()),
                        Measure.percent("both", both),
                        Measure.percent("PGD-" + settings.steps(), testbed.attacked().percent())),
                note(verdict, only.percent()));
    }

    /**
     * @param only images that Square alone breaks
     * @return WARN where there are more than some, FAIL where chance does not explain so many
     */
    static CheckVerdict verdict(Accuracy only) {
        if (only.lowPercent() > MUCH) {
            return CheckVerdict.FAIL;
        }
        return only.percent() > LITTLE ? CheckVerdict.WARN : CheckVerdict.PASS;
    }

    private static String note(CheckVerdict verdict, double only) {
        if (verdict == CheckVerdict.PASS) {
            return "";
        }
        String found = Texts.format("Square lowers the accuracy by %.1f points more. ", only);
        String why =
                verdict == CheckVerdict.FAIL
                        ? "Gradients miss what random search finds, whatever they find besides."
                        : only > MUCH
                                ? "That is more than usual, but on so few images chance may explain"
                                        + " it: check more of them."
                                : "After a short training under attack that is usual: the loss"
                                        + " around some images is flat, and gradients there lead"
                                        + " nowhere. The accuracy of all attacks together counts.";
        return found + why;
    }
}
