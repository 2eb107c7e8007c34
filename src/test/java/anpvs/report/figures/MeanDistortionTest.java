package anpvs.report.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MeanDistortionTest {
    @Test
    void theLegendSaysHowManySeedsEachMethodHas() {
        assertEquals("1 seed", MeanDistortion.seeds(1, 1));
        assertEquals("3 seeds", MeanDistortion.seeds(3, 3));
        assertEquals("1 to 3 seeds", MeanDistortion.seeds(1, 3));
    }
}
