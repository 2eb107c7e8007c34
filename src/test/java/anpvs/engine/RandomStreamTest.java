package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.engine.RandomStream.Purpose;
import org.junit.jupiter.api.Test;

class RandomStreamTest extends EngineTest {
    /** The mean stays 1: what is kept is scaled by 1 / (1 - rate). */
    @Test
    void dropoutDropsItsShareAndScalesTheRest() {
        int count = 200_001;
        for (double rate : new double[] {0.1, 0.3, 0.5}) {
            float[] noise =
                    RandomStream.of(5, Purpose.DROPOUT, 0)
                            .dropout(manager, rate, new Shape(count))
                            .toFloatArray();
            int zeros = 0;
            for (float value : noise) {
                if (value == 0) {
                    zeros++;
                } else {
                    assertEquals(1 / (1 - rate), value, 1e-6);
                }
            }
            double sd = Math.sqrt(count * rate * (1 - rate));
            assertEquals(count * rate, zeros, 4 * sd, "at rate " + rate);
        }
    }
}
