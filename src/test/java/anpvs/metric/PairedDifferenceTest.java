package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    @Test
    void theTIntervalIsThatOfStudentsSleepData() {
        // Student (1908): hours of sleep gained with two drugs; t = 4.0621, p = 0.002833.
        List<Double> drugTwo = List.of(1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4);
        List<Double> drugOne = List.of(.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0., 2.);
        PairedDifference found = PairedDifference.bySeed(drugTwo, drugOne);
        assertEquals(1.58, found.difference(), 1e-12);
        assertEquals(0.7001142, found.low(), 1e-7);
        assertEquals(2.4598858, found.high(), 1e-7);
        assertEquals(0.002833, found.p(), 5e-7);
        assertEquals(10, found.pairs());
        assertTrue(found.excludesZero());
    }

    @Test
    void twoSeedsHaveTheCauchyInterval() {
        // One degree of freedom: the quantile is tan(0.475 pi) = 12.7062, the error 1 here.
        PairedDifference found = PairedDifference.bySeed(List.of(4., 2.), List.of(1., 1.));
        assertEquals(2, found.difference(), 1e-12);
        assertEquals(2 + Math.tan(0.475 * Math.PI), found.high(), 1e-6);
        assertFalse(found.excludesZero());
        // p = 1 - 2/pi atan(2)
        assertEquals(1 - 2 / Math.PI * Math.atan(2), found.p(), 1e-9);
    }

    @Test
    void equalDifferencesLeaveNoDoubt() {
        PairedDifference found = PairedDifference.bySeed(List.of(2., 3.), List.of(1., 2.));
        assertEquals(1, found.low(), 1e-12);
        assertEquals(0, found.p(), 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedDifference.bySeed(List.of(1.), List.of(1.)));
    }

    @Test
    void theScoreIntervalIsNewcombes() {
        // Newcombe (1998), method 10 for 36, 12, 2, 0 of 50: 0.0569 to 0.3404.
        PairedDifference found = PairedDifference.byImage(36, 12, 2, 0);
        assertEquals(20, found.difference(), 1e-9);
        assertEquals(5.69, found.low(), 0.005);
        assertEquals(34.04, found.high(), 0.005);
        // exact McNemar: 2 (1 + 14 + 91) / 2^14
        assertEquals(2 * 106 / 16384.0, found.p(), 1e-12);
    }

    @Test
    void largeSamplesAgreeWithTheNormalInterval() {
        // Agresti's approval ratings, 794, 150, 86, 570: 4.0 points, standard error 0.95
        PairedDifference found = PairedDifference.byImage(794, 150, 86, 570);
        assertEquals(4, found.difference(), 1e-9);
        assertEquals(4 - 1.96 * 0.955, found.low(), 0.01);
        assertEquals(4 + 1.96 * 0.955, found.high(), 0.01);
        // z = 64 / sqrt(236) = 4.17; the exact test is near the normal one
        assertEquals(3.7e-5, found.p(), 0.5e-5);
    }

    @Test
    void unpairedIsFishersTestAndNewcombesInterval() {
        // Newcombe (1998), method 10 for 56/70 and 48/80: 0.0524 to 0.3339; p from SciPy
        PairedDifference found =
                PairedDifference.unpaired(new Accuracy(56, 70), new Accuracy(48, 80));
        assertEquals(20, found.difference(), 1e-9);
        assertEquals(5.24, found.low(), 0.005);
        assertEquals(33.39, found.high(), 0.005);
        assertEquals(0.012521129749209, found.p(), 1e-12);
        assertEquals(0, found.pairs());
        // the lady tasting tea: 2 (16 + 1) / 70
        assertEquals(
                34 / 70.0,
                PairedDifference.unpaired(new Accuracy(3, 4), new Accuracy(1, 4)).p(),
                1e-12);
        assertEquals(
                0.056284494428823,
                PairedDifference.unpaired(new Accuracy(0, 50), new Accuracy(5, 50)).p(),
                1e-12);
        // both at the same end
        Accuracy none = new Accuracy(0, 50);
        assertEquals(1, PairedDifference.unpaired(none, none).p());
        // never more certain than the pairs of images that the two mostly share
        PairedDifference paired = PairedDifference.byImage(8_000, 100, 50, 1_850);
        PairedDifference apart =
                PairedDifference.unpaired(new Accuracy(8_100, 10_000), new Accuracy(8_050, 10_000));
        assertTrue(apart.low() < paired.low() && apart.high() > paired.high());
        assertTrue(apart.p() > paired.p());
    }

    @Test
    void theSameAnswersDoNotDiffer() {
        BitSet some = new BitSet();
        some.set(3, 20);
        PairedDifference found = PairedDifference.byImage(some, some, 40);
        assertEquals(0, found.difference(), 0);
        assertEquals(1, found.p(), 0);
        assertTrue(found.low() < 0 && found.high() > 0);
        PairedDifference none = PairedDifference.byImage(new BitSet(), new BitSet(), 40);
        assertEquals(-none.low(), none.high(), 1e-12);
    }

    @Test
    void eachImageIsComparedWithItself() {
        BitSet first = BitSet.valueOf(new long[] {0b0111});
        BitSet second = BitSet.valueOf(new long[] {0b1001});
        PairedDifference found = PairedDifference.byImage(first, second, 10);
        PairedDifference counts = PairedDifference.byImage(1, 2, 1, 6);
        assertEquals(counts, found);
        assertEquals(10, found.difference(), 1e-9);
        assertEquals(1, found.p(), 1e-12);
    }
}
