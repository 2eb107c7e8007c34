package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest extends EngineTest {
    @Test
    void tenUpdatesEqualPlainJava() {
        RandomStream random = RandomStream.of(1, Purpose.IMAGES, 0);
        float[] start = random.uniform(-1, 1, 6);
        NDArray parameter = manager.create(start.clone());
        Adam adam = new Adam(manager, Map.of("w", parameter));
        double[] w = new double[6];
        double[] m = new double[6];
        double[] v = new double[6];
        for (int i = 0; i < 6; i++) {
            w[i] = start[i];
        }
        for (int step = 0; step < 10; step++) {
            float[] g = random.uniform(-1, 1, 6);
            adam.update(Map.of("w", manager.create(g)), step, 1e-2, 1e-1);
            for (int i = 0; i < 6; i++) {
                double gradient = g[i] + 1e-1 * w[i];
                m[i] = 0.9 * m[i] + 0.1 * gradient;
                v[i] = 0.999 * v[i] + 0.001 * gradient * gradient;
                double rate =
                        1e-2
                                * Math.sqrt(1 - Math.pow(0.999, step + 1.0))
                                / (1 - Math.pow(0.9, step + 1.0));
                w[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
            }
        }
        for (int i = 0; i < 6; i++) {
            assertEquals(w[i], parameter.getFloat(i), 1e-5);
            assertEquals(m[i], adam.means().get("w").getFloat(i), 1e-6);
            assertEquals(v[i], adam.variances().get("w").getFloat(i), 1e-6);
        }
    }

    @Test
    void rateFallsTenfoldAtEachBoundary() {
        // facts of the published code: LeNet's boundaries are at 93,700 and 131,180 of 187,400
        StepSchedule schedule = new StepSchedule(1e-3, List.of(0.5, 0.7), 187_400);
        assertEquals(1e-3, schedule.at(0), 1e-12);
        assertEquals(1e-3, schedule.at(93_699), 1e-12);
        assertEquals(1e-4, schedule.at(93_700), 1e-12);
        assertEquals(1e-4, schedule.at(131_179), 1e-12);
        assertEquals(1e-5, schedule.at(131_180), 1e-12);
    }

    @Test
    void rateFollowsStraightLinesBetweenPoints() {
        List<List<Double>> points =
                List.of(List.of(0.0, 0.1), List.of(0.25, 1.0), List.of(0.75, 0.5));
        StepSchedule schedule = new StepSchedule(2e-3, List.of(), points, 200);
        assertEquals(2e-4, schedule.at(0), 1e-12);
        assertEquals(1.1e-3, schedule.at(25), 1e-12); // half way from .1 to 1
        assertEquals(2e-3, schedule.at(50), 1e-12);
        assertEquals(1.5e-3, schedule.at(100), 1e-12); // half way from 1 to .5
        assertEquals(1e-3, schedule.at(150), 1e-12);
        assertEquals(1e-3, schedule.at(199), 1e-12); // as at the last point
    }
}
