package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.plot.LineStyle;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MethodStyleTest {
    @Test
    void everyMethodHasALineStyleOfItsOwn() {
        List<LineStyle> styles = Arrays.stream(Method.values()).map(MethodStyle::of).toList();
        assertEquals(Method.values().length, Set.copyOf(styles).size());
        assertTrue(styles.stream().noneMatch(style -> style.color().equals(Color.BLACK)));
    }
}
