package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
    @Test
    void batchesFitTheFreeMemory() {
        long gigabyte = 1L << 30;
        assertEquals(250, BatchSize.fitting(15_000, gigabyte, 250));
        // 280,000 features of a VGG-16 are 13 MB
        assertEquals(39, BatchSize.fitting(280_000, gigabyte, 250));
        assertEquals(1, BatchSize.fitting(280_000, 0, 250));
    }
}
