package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCommandTest {
    @ParameterizedTest
    @CsvSource({
        "'table nope', 'main, sweep, ablation, paired, costs'",
        "'table mian', 'did you mean main?'",
        "'figure mask --dataset mnits', 'did you mean mnist?'",
        "'figure nope', 'attack-standard'",
        "'table main --profile fast', 'expected one of: smoke, quick, paper'",
        "'figure mask --dataset imagenet', 'imagenet'",
        "'figure mask --dataset glyphs', 'profile quick does not go with data set glyphs'",
        "'table main --dataset shapes', 'profile quick does not go with data set shapes'"
    })
    void aWrongNameIsTheUsersMistake(String line, String expected) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        line.split(" ", -1));
        assertEquals(2, code);
        assertTrue(err.toString().contains(expected), err.toString());
    }
}
