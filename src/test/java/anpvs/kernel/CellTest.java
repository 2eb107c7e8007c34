package anpvs.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTest {
    @ParameterizedTest
    @CsvSource({
        "'x', 0",
        "'  \n x', 4",
        "'// note\n/* more\n lines */ x', 26",
        "'/ 2', 0",
        "'// only', 7",
        "'/* open x', 0",
    })
    void skipsWhiteSpaceAndComments(String code, int expected) {
        assertEquals(expected, new Cell(1, code).skipBlank(0));
    }

    @Test
    void skipsAVeryLongComment() {
        String comment = "/*" + "*\n".repeat(200_000) + "*/";
        assertEquals(comment.length(), new Cell(1, comment + "x").skipBlank(0));
    }

    @Test
    void countsLinesFromOne() {
        Cell cell = new Cell(1, "a\nbc\n\nd");
        assertEquals(1, cell.lineAt(0));
        assertEquals(1, cell.lineAt(1));
        assertEquals(2, cell.lineAt(2));
        assertEquals(4, cell.lineAt(6));
        assertEquals(4, cell.lineAt(99));
        assertEquals("bc", cell.line(2));
        assertEquals("", cell.line(9));
        assertEquals(2, cell.lineStart(3));
        assertEquals(4, cell.lineEnd(2));
        assertEquals(7, cell.lineEnd(6));
    }
}
