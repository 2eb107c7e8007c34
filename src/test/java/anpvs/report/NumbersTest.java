package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void seedsAreANumberOrARange() {
        assertEquals("1 seed", Numbers.seeds(1, 1));
        assertEquals("3 seeds", Numbers.seeds(3, 3));
        assertEquals("1 to 3 seeds", Numbers.seeds(1, 3));
    }
}
