package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import org.junit.jupiter.api.Test;

class LogitLossTest extends EngineTest {
    private static final float[] LOGITS = {1, 4, -2, 3, 0.5f};

    private Logits logits(float... z) {
        return Logits.of(manager.create(z, new Shape(1, z.length)));
    }

    private LogitLoss.Slope at(LogitLoss loss, float[] z, int label, int target) {
        return loss.of(logits(z), index(label), index(target));
    }

    private NDArray index(int value) {
        return manager.create(new float[] {value});
    }

    private double value(LogitLoss loss, float[] z, int label, int target) {
        return at(loss, z, label, target).loss().toDoubleArray()[0];
    }

    @Test
    void dlrOfHandMadeLogits() {
        // sorted: 4, 3, 1, 0.5, -2
        assertEquals(-1.0 / 3, value(LogitLoss.DLR, LOGITS, 1, 0), 1e-9);
        assertEquals(1.0 / 3, value(LogitLoss.DLR, LOGITS, 3, 0), 1e-9);
        assertEquals(6.0 / 3, value(LogitLoss.DLR, LOGITS, 2, 0), 1e-9);
        LogitLoss targeted = LogitLoss.TARGETED_DLR;
        assertEquals(-(4 - 3) / (4 - 0.75), value(targeted, LOGITS, 1, 3), 1e-9);
        assertEquals(-(4 + 2) / (4 - 0.75), value(targeted, LOGITS, 1, 2), 1e-9);
        assertEquals(-(1 - 3) / (4 - 0.75), value(targeted, LOGITS, 0, 3), 1e-9);
    }

    @Test
    void dlrDoesNotSeeScaleAndShift() {
        float[] other = new float[LOGITS.length];
        for (int c = 0; c < other.length; c++) {
            other[c] = 1024 * LOGITS[c] + 7;
        }
        for (LogitLoss loss : new LogitLoss[] {LogitLoss.DLR, LogitLoss.TARGETED_DLR}) {
            assertEquals(value(loss, LOGITS, 1, 0), value(loss, other, 1, 0), 1e-6);
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (LogitLoss loss : LogitLoss.values()) {
            for (int label = 0; label < LOGITS.length; label++) {
                int target = (label + 2) % LOGITS.length;
                double[] gradient = at(loss, LOGITS, label, target).slope().toDoubleArray();
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
        LogitLoss ce = LogitLoss.CROSS_ENTROPY;
        for (int label = 0; label < LOGITS.length; label++) {
            assertEquals(Math.log(sum) - LOGITS[label], value(ce, LOGITS, label, 0), 1e-12);
        }
        // in single precision softmax - one-hot is 0 here
        LogitLoss.Slope small = at(ce, new float[] {60, 0}, 0, 0);
        assertEquals(Math.exp(-60), small.loss().toDoubleArray()[0], 1e-35);
        assertArrayEquals(
                new double[] {-Math.exp(-60), Math.exp(-60)}, small.slope().toDoubleArray(), 1e-35);
        // and far on the wrong side nothing overflows
        assertEquals(1e4, value(ce, new float[] {-1e4f, 0}, 0, 0), 1e-9);
        assertEquals(0, value(ce, new float[] {1e4f, 0}, 0, 0), 1e-9);
    }

    @Test
    void examplesOfABatchDoNotSeeEachOther() {
        Logits both =
                Logits.of(
                        manager.create(
                                new float[] {1, 4, -2, 3, 0.5f, 0, 2, 2, 9, 1}, new Shape(2, 5)));
        NDArray labels = manager.create(new float[] {3, 1});
        NDArray targets = manager.create(new float[] {0, 4});
        for (LogitLoss loss : LogitLoss.values()) {
            double[] values = loss.of(both, labels, targets).loss().toDoubleArray();
            assertEquals(value(loss, LOGITS, 3, 0), values[0], 1e-12);
            assertEquals(value(loss, new float[] {0, 2, 2, 9, 1}, 1, 4), values[1], 1e-12);
        }
    }

    @Test
    void largestLogitsComeInOrder() {
        assertArrayEquals(new int[] {1, 3, 0, 4}, ranking(logits(LOGITS), 4));
        assertArrayEquals(new int[] {0, 1, 2}, ranking(logits(1, 1, 1, 1), 3));
        assertArrayEquals(new int[] {3, 0}, ranking(logits(LOGITS).without(index(1)), 2));
        UserError error =
                assertThrows(
                        UserError.class,
                        () -> at(LogitLoss.TARGETED_DLR, new float[] {1, 2, 3}, 0, 1));
        assertTrue(error.getMessage().contains("4 classes"), error.getMessage());
    }

    private static int[] ranking(Logits logits, int count) {
        return logits.ranking(count).stream().mapToInt(c -> (int) c.toFloatArray()[0]).toArray();
    }

    @Test
    void onlyAStrictlyLargestLogitIsRight() {
        float nan = Float.NaN;
        float[][] cases = {{2, 1, 0}, {1, 1, 0}, {0, 1, 2}, {nan, 1, 0}, {2, nan, 0}};
        float[] wrong = new float[cases.length];
        for (int i = 0; i < cases.length; i++) {
            wrong[i] = logits(cases[i]).wrong(index(0)).toFloatArray()[0];
        }
        assertArrayEquals(new float[] {0, 1, 1, 1, 1}, wrong);
        assertEquals(1.5, logits(2, 0.5f, -1).margin(index(0)).toDoubleArray()[0]);
    }
}
