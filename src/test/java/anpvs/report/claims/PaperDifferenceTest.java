package anpvs.report.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.report.Quantity;
import org.junit.jupiter.api.Test;

/** Numbers of Table 1, subtracted by hand. */
class PaperDifferenceTest {
    private static PaperDifference of(Quantity quantity, Method first, Method second) {
        return PaperDifference.of(quantity, "MNIST", first, second).orElseThrow();
    }

    @Test
    void isTheFirstMeanLessTheSecondAndTheRootOfBothVariances() {
        // 91.31 +- 0.9 and 88.03 +- 0.7
        PaperDifference robust = of(Quantity.WHITE_BOX, Method.ANP_VS, Method.AT);
        assertEquals(3.28, robust.mean(), 1e-12);
        assertEquals(Math.sqrt(1.30), robust.sd(), 1e-12);
        // 94.18 +- 0.8 and 94.49 +- 0.7
        PaperDifference black = of(Quantity.BLACK_BOX, Method.AT, Method.PRETRAINED_AT);
        assertEquals(-0.31, black.mean(), 1e-12);
        assertEquals(Math.sqrt(1.13), black.sd(), 1e-12);
        // 0.017 +- 0.001 and 0.045 +- 0.001
        PaperDifference v = of(Quantity.V_WHITE, Method.ANP_VS, Method.AT);
        assertEquals(-0.028, v.mean(), 1e-15);
        assertEquals(0.001 * Math.sqrt(2), v.sd(), 1e-15);
    }

    @Test
    void changesItsSignWithTheOrder() {
        PaperDifference one = of(Quantity.XFLOPS, Method.ANP_VS, Method.AT);
        PaperDifference other = of(Quantity.XFLOPS, Method.AT, Method.ANP_VS);
        assertEquals(9.57, one.mean(), 1e-12);
        assertEquals(new PaperDifference(-one.mean(), one.sd()), other);
        assertEquals(1.15, one.sd(), 1e-12);
    }

    @Test
    void whatThePaperLacksHasNone() {
        assertTrue(
                PaperDifference.of(Quantity.V_RELATIVE, "MNIST", Method.ANP_VS, Method.AT)
                        .isEmpty());
        assertTrue(
                PaperDifference.of(Quantity.WHITE_BOX, "Glyphs", Method.ANP_VS, Method.AT)
                        .isEmpty());
        assertTrue(
                PaperDifference.of(Quantity.WHITE_BOX, "MNIST", Method.ANP_VS, Method.ANP_VS_VIB)
                        .isEmpty());
    }
}
