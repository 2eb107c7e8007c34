package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import anpvs.EngineTest;
import org.junit.jupiter.api.Test;

class SquareTest extends EngineTest {
    private static final int[] QUERIES = {0, 11, 51, 201, 501, 1001, 2001, 4001};

    private static int[] sides(int size) {
        int[] sides = new int[QUERIES.length];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = Square.side(QUERIES[i], size, size);
        }
        return sides;
    }

    @Test
    void sidesAreThePublishedOnes() {
        assertArrayEquals(new int[] {29, 20, 14, 10, 7, 5, 4, 3}, sides(32));
        assertArrayEquals(new int[] {25, 18, 13, 9, 6, 4, 3, 2}, sides(28));
        // each size lasts up to and with its last query
        for (int i = 1; i < QUERIES.length; i++) {
            assertEquals(sides(32)[i - 1], Square.side(QUERIES[i] - 1, 32, 32));
        }
        assertEquals(1, Square.side(9000, 16, 16));
    }
}
