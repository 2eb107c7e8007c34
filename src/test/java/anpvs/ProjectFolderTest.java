package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProjectFolderTest {
    private static Path choose(Path option, Map<String, String> environment) {
        return new ProjectFolder(option, "ANPVS_DATA", "data").path(environment);
    }

    @Test
    void optionThenVariableThenProject() {
        Map<String, String> both = Map.of("ANPVS_HOME", "/kit", "ANPVS_DATA", "/sets");
        assertEquals(Path.of("/mine"), choose(Path.of("/mine"), both));
        assertEquals(Path.of("/sets"), choose(null, both));
        assertEquals(Path.of("/kit/data"), choose(null, Map.of("ANPVS_HOME", "/kit")));
        assertEquals(Path.of("data").toAbsolutePath(), choose(null, Map.of()));
    }

    @Test
    void blankVariableIsNotSet() {
        Map<String, String> blank = Map.of("ANPVS_HOME", "/kit", "ANPVS_DATA", " ");
        assertEquals(Path.of("/kit/data"), choose(null, blank));
    }

    @Test
    void relativePathsBecomeAbsolute() {
        Path here = Path.of("").toAbsolutePath();
        assertEquals(here.resolve("sets"), choose(Path.of("x/../sets"), Map.of()));
        assertEquals(here.resolve("sets"), choose(null, Map.of("ANPVS_DATA", "sets")));
    }
}
