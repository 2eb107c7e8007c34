package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitLossTest {
    private static final float[] LOGITS = {1, 4, -2, 3, 0.5f};

    private static double value(LogitLoss loss, float[] z, int label, int target) {
        return loss.at(z, label, target, new double[z.length]);
    }

    @Test
    void dlrOfHandMadeLogits() {
        // sorted: 4, 3, 1, 0.5, -2
        assertEquals(-1.0 / 3, value(DlrLoss.UNTARGETED, LOGITS, 1, -1), 1e-9);
        assertEquals(1.0 / 3, value(DlrLoss.UNTARGETED, LOGITS, 3, -1), 1e-9);
        assertEquals(6.0 / 3, value(DlrLoss.UNTARGETED, LOGITS, 2, -1), 1e-9);
        assertEquals(-(4 - 3) / (4 - 0.75), value(DlrLoss.TARGETED, LOGITS, 1, 3), 1e-9);
        assertEquals(-(4 + 2) / (4 - 0.75), value(DlrLoss.TARGETED, LOGITS, 1, 2), 1e-9);
        assertEquals(-(1 - 3) / (4 - 0.75), value(DlrLoss.TARGETED, LOGITS, 0, 3), 1e-9);
    }

    @Test
    void dlrDoesNotSeeScaleAndShift() {
        float[] other = new float[LOGITS.length];
        for (int c = 0; c < other.length; c++) {
            other[c] = 1024 * LOGITS[c] + 7;
        }
        for (DlrLoss loss : DlrLoss.values()) {
            assertEquals(value(loss, LOGITS, 1, 0), value(loss, other, 1, 0), 1e-6);
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (LogitLoss loss :
                List.of(
                        LogitLoss.CROSS_ENTROPY,
                        LogitLoss.LEAD,
                        DlrLoss.UNTARGETED,
                        DlrLoss.TARGETED)) {
            for (int label = 0; label < LOGITS.length; label++) {
                int target = (label + 2) % LOGITS.length;
                double[] gradient = new double[LOGITS.length];
                loss.at(LOGITS, label, target, gradient);
                for (int c = 0; c < LOGITS.length; c++) {
                    float h = 0x1p-10f;
                    float[] plus = LOGITS.clone();
                    float[] minus = LOGITS.clone();
                    plus[c] += h;
                    minus[c] -= h;
                    double slope =
                            (value(loss, plus, label, target) - value(loss, minus, label, target))
                                    / (2 * h);
                    assertEquals(slope, gradient[c], 1e-5, loss + " " + label + " " + c);
                }
            }
        }
    }

    @Test
    void crossEntropyIsExactAndKeepsASmallGradient() {
        double sum = 0;
        for (float z : LOGITS) {
            sum += Math.exp(z);
        }
        for (int label = 0; label < LOGITS.length; label++) {
            assertEquals(
                    Math.log(sum) - LOGITS[label],
                    value(LogitLoss.CROSS_ENTROPY, LOGITS, label, -1),
                    1e-12);
        }
        // in single precision softmax - one-hot is 0 here
        double[] gradient = new double[2];
        double loss = LogitLoss.CROSS_ENTROPY.at(new float[] {60, 0}, 0, -1, gradient);
        assertEquals(Math.exp(-60), loss, 1e-35);
        assertArrayEquals(new double[] {-Math.exp(-60), Math.exp(-60)}, gradient, 1e-35);
        // and far on the wrong side nothing overflows
        assertEquals(1e4, value(LogitLoss.CROSS_ENTROPY, new float[] {-1e4f, 0}, 0, -1), 1e-9);
    }

    @Test
    void largestLogitsComeInOrder() {
        assertArrayEquals(new int[] {1, 3, 0, 4}, DlrLoss.TARGETED.largest(LOGITS));
        assertArrayEquals(
                new int[] {0, 1, 2}, DlrLoss.UNTARGETED.largest(new float[] {1, 1, 1, 1}));
        UserError error =
                assertThrows(UserError.class, () -> DlrLoss.TARGETED.largest(new float[3]));
        assertTrue(error.getMessage().contains("4 classes"), error.getMessage());
    }
}
