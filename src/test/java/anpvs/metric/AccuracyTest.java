package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.model.Predictions;
import org.junit.jupiter.api.Test;

class AccuracyTest extends EngineTest {
    @Test
    void intervalEqualsTheBinomialTailProbabilities() {
        // Clopper-Pearson by its definition: each end leaves 2.5 % in the tail
        Accuracy accuracy = new Accuracy(17, 40);
        assertEquals(0.025, upperTail(17, 40, accuracy.lowPercent() / 100), 1e-6);
        assertEquals(0.025, 1 - upperTail(18, 40, accuracy.highPercent() / 100), 1e-6);
        assertEquals(42.5, accuracy.percent());
    }

    @Test
    void intervalAtTheEndsHasItsClosedForm() {
        assertEquals(0, new Accuracy(0, 50).lowPercent());
        assertEquals(
                100 * (1 - Math.pow(0.025, 1 / 50.0)), new Accuracy(0, 50).highPercent(), 1e-6);
        assertEquals(100, new Accuracy(50, 50).highPercent());
        assertEquals(100 * Math.pow(0.025, 1 / 50.0), new Accuracy(50, 50).lowPercent(), 1e-6);
    }

    @Test
    void tiesAndNotANumberCountAsWrong() {
        float nan = Float.NaN;
        assertArrayEquals(
                new boolean[] {true, false, false, false},
                Predictions.correct(
                        manager.create(new float[] {2, 1, 1, 1, nan, 1, 1, nan}, new Shape(4, 2)),
                        manager.create(new float[] {0, 0, 0, 0})));
    }

    @Test
    void refusesNoImages() {
        assertThrows(UserError.class, () -> new Accuracy(0, 0));
    }

    /** P(X >= k) for X binomial. */
    private static double upperTail(int k, int n, double p) {
        double sum = 0;
        for (int i = k; i <= n; i++) {
            double ways = 1;
            for (int j = 0; j < i; j++) {
                ways *= (n - j) / (double) (j + 1);
            }
            sum += ways * Math.pow(p, i) * Math.pow(1 - p, n - i);
        }
        return sum;
    }
}
