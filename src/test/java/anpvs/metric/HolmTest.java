package anpvs.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void adjustsAsByHand() {
        // sorted .01 .02 .03 .04: 4 * .01, 3 * .02, then never less than the one before
        assertArrayEquals(
                new double[] {0.06, 0.04, 0.06, 0.06},
                Holm.adjust(new double[] {0.03, 0.01, 0.02, 0.04}),
                1e-12);
        // 5 * .0088, 4 * .0125, 3 * .08, 2 * .1 is less than that, .7
        assertArrayEquals(
                new double[] {0.24, 0.05, 0.24, 0.044, 0.7},
                Holm.adjust(new double[] {0.08, 0.0125, 0.1, 0.0088, 0.7}),
                1e-12);
        assertArrayEquals(new double[] {1, 1}, Holm.adjust(new double[] {0.6, 0.9}), 0);
        assertArrayEquals(new double[0], Holm.adjust(new double[0]), 0);
    }
}
