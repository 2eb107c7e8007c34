package anpvs.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class KlShareTest {
    private static double share(double delay, double ramp, long step) {
        return new MaskSettings.Learning(4, delay, ramp, 0.01).klShare(step, 1000);
    }

    @Test
    void growsInAStraightLineAfterTheDelay() {
        assertEquals(0, share(0.05, 0.2, 0));
        assertEquals(0, share(0.05, 0.2, 50));
        assertEquals(0.005, share(0.05, 0.2, 51), 1e-12);
        assertEquals(0.5, share(0.05, 0.2, 150), 1e-12);
        assertEquals(1, share(0.05, 0.2, 250), 1e-12);
        assertEquals(1, share(0.05, 0.2, 999));
    }

    @Test
    void withoutARampItIsWholeAtOnce() {
        assertEquals(1, share(0, 0, 0));
        assertEquals(0, share(0.05, 0, 49));
        assertEquals(1, share(0.05, 0, 50));
    }
}
