package anpvs.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.metric.Accuracy;
import anpvs.metric.LogitRow;
import anpvs.metric.Median;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static Outcome right(int from, int to, int images) {
        BitSet right = new BitSet();
        right.set(from, to);
        return new Outcome(right, new double[images], List.of());
    }

    @Test
    void anAttackThatIsBehindFailsWhereChanceDoesNotExplainIt() {
        // exact test of McNemar: 7 to 0 has p = 2/128, 8 to 0 has p = 2/256
        assertEquals(CheckVerdict.PASS, right(0, 50, 100).atMost(right(0, 50, 100)));
        assertEquals(CheckVerdict.PASS, right(0, 49, 100).atMost(right(0, 50, 100)));
        assertEquals(CheckVerdict.WARN, right(0, 57, 100).atMost(right(0, 50, 100)));
        assertEquals(CheckVerdict.FAIL, right(0, 58, 100).atMost(right(0, 50, 100)));
        // as many more, but of images that change both ways: 20 to 12 has p = 0.2153
        assertEquals(0.2153, right(12, 58, 100).minus(right(0, 38, 100)).p(), 5e-5);
        assertEquals(CheckVerdict.WARN, right(12, 58, 100).atMost(right(0, 38, 100)));
    }

    /** Of what Square alone breaks; what gradients alone break does not matter. */
    @Test
    void randomSearchThatAddsMuchIsAFailure() {
        // 95 % intervals of Clopper and Pearson: 30 of 100 from 21.2, 10 of 100 from 4.9 %
        assertEquals(CheckVerdict.FAIL, SquareIsWeaker.verdict(new Accuracy(30, 100)));
        assertEquals(CheckVerdict.WARN, SquareIsWeaker.verdict(new Accuracy(10, 100)));
        assertEquals(CheckVerdict.WARN, SquareIsWeaker.verdict(new Accuracy(3, 200)));
        assertEquals(CheckVerdict.PASS, SquareIsWeaker.verdict(new Accuracy(1, 1_000)));
    }

    /** 400 of 1,000 images left by the one attack, 450 by the other, 200 by both together. */
    @Test
    void aWeakerAttackThatAddsMuchIsAWarning() {
        Outcome strong = right(0, 400, 1_000);
        List<StrengthCheck.Row> rows =
                List.of(
                        new StrengthCheck.Row("white-box", strong),
                        new StrengthCheck.Row("foreign", right(200, 650, 1_000), strong));
        StrengthCheck check =
                new StrengthCheck("id", "?", "!", s -> 1, testbed -> rows, "chance", "none");
        Check.Result found = check.examine(null);
        assertEquals(CheckVerdict.WARN, found.verdict());
        assertTrue(found.note().startsWith("foreign: breaks 20.0 points that"), found.note());
    }

    @Test
    void lossesAreThoseOfTheLogits() {
        double[] logits = {1, 2, 0};
        double sum = Math.exp(1) + Math.exp(2) + 1;
        assertEquals(-Math.log(Math.exp(1) / sum), LogitRow.crossEntropy(logits, 0), 1e-12);
        assertEquals(1e4, LogitRow.crossEntropy(new double[] {0, 1e4}, 0), 1e-9);
        assertEquals(-1, LogitRow.margin(logits, 0), 0);
        assertEquals(1, LogitRow.margin(logits, 1), 0);
        assertTrue(!(LogitRow.margin(new double[] {1, Double.NaN}, 0) > 0), "NaN is never right");
        assertEquals(2.5, Median.of(9, 2, 3, 1), 0);
        assertEquals(3, Median.of(9, 3, 1), 0);
    }

    @Test
    void radiiGrowToOne() {
        assertEquals(
                List.of(0.075, 0.15, 0.3 * 0.75, 0.3, 0.3 * 1.5, 0.6, 1.0),
                EpsilonCurve.radii(0.3));
        List<Double> small = EpsilonCurve.radii(0.03);
        assertEquals(1.0, small.get(small.size() - 1));
        for (int i = 1; i < small.size(); i++) {
            assertTrue(small.get(i) > small.get(i - 1), small.toString());
        }
        assertEquals(List.of(0.25, 0.5, 0.75, 1.0), EpsilonCurve.radii(1));
    }

    @Test
    void evidenceReadsAsALine() {
        Finding finding =
                new Finding(
                        "steps",
                        "?",
                        CheckVerdict.PASS,
                        List.of(
                                new Measure("loss", 10.0, 0.51234, ""),
                                new Measure("loss", 1000.0, 12.5, ""),
                                Measure.percent("raised", 99.949),
                                Measure.of("error", 1.26e-7)),
                        "",
                        "");
        assertEquals(
                "loss 10: 0.512, 1000: 12.5; raised 99.9 %; error 1.3e-07", finding.evidenceText());
        assertEquals(2, finding.curve("loss").size());
        assertEquals(0, finding.curve("raised").size());
    }

    @Test
    void theWorstVerdictCounts() {
        assertEquals(CheckVerdict.FAIL, CheckVerdict.WARN.worse(CheckVerdict.FAIL));
        assertEquals(CheckVerdict.WARN, CheckVerdict.WARN.worse(CheckVerdict.PASS));
        assertEquals(CheckVerdict.PASS, CheckVerdict.NONE.worse(CheckVerdict.PASS));
    }

    @Test
    void anUnknownCheckIsTheUsersMistake() {
        UserError error = assertThrows(UserError.class, () -> SanityChecks.of(Set.of("sqare")));
        assertTrue(error.getMessage().contains("square"), error.getMessage());
        assertThrows(
                UserError.class,
                () ->
                        new CheckSettings(
                                1, 1, 0.1, 0.1, 1, List.of(5, 3), List.of(1), 1, 1, 1, 1, 0));
        assertThrows(
                UserError.class,
                () -> new CheckSettings(0, 1, 0.1, 0.1, 1, List.of(5), List.of(1), 1, 1, 1, 1, 0));
    }
}
