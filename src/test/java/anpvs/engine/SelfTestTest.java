package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    @Test
    void engineComputesConvolutionAndItsGradient() {
        SelfTest.Convolution found = SelfTest.convolution(Device.cpu());
        assertTrue(found.ok(), found.toString());
        assertTrue(found.fullPrecision(), found.toString());
        // an error of exactly zero would mean that nothing was compared
        assertTrue(found.forwardError() > 0 && found.gradientError() > 0, found.toString());
    }

    @Test
    void wrongOrMissingNumbersAreSeen() {
        assertFalse(new SelfTest.Convolution(1e-7, 1).ok());
        assertFalse(new SelfTest.Convolution(1, 1e-7).ok());
        assertFalse(new SelfTest.Convolution(Double.NaN, 1e-7).ok());
        assertFalse(new SelfTest.Convolution(1e-7, Double.NaN).ok());
        SelfTest.Convolution rounded = new SelfTest.Convolution(2e-4, 2e-4);
        assertTrue(rounded.ok());
        assertFalse(rounded.fullPrecision());
    }

    @Test
    void speedIsPositiveAndPlausible() {
        double speed = SelfTest.matrixGigaflops(Device.cpu(), 128, .05);
        assertEquals(1e3, speed, 1e3 - 1e-2, "GFLOP/s of a processor");
    }
}
