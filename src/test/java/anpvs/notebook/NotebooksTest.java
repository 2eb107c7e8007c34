package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the notebooks: any cell can be run alone after the first. */
class NotebooksTest {
    private static final Pattern ONE_CALL =
            Pattern.compile("kit\\.(\\w+)\\((\"[a-z0-9-]+\"(, )?)*\\)");

    private static final Pattern CALL = Pattern.compile("\\bkit\\.(\\w+)\\(");

    /** Shows how to compute with the results: its cells are small programs. */
    private static final String OWN = "08-your-own-analysis.ipynb";

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
            return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
        }
    }

    private static String source(JsonNode cell) {
        return StreamSupport.stream(cell.get("source").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyLaterCellIsOneCallOfTheKit(Path file) throws IOException {
        JsonNode notebook = new ObjectMapper().readTree(file.toFile());
        assertEquals(4, notebook.get("nbformat").asInt());
        assertEquals("java", notebook.at("/metadata/kernelspec/name").asText());
        Set<String> calls =
                Arrays.stream(Kit.class.getMethods())
                        .map(method -> method.getName())
                        .collect(Collectors.toSet());
        Set<String> ids = new HashSet<>();
        boolean setUp = false;
        String before = "";
        for (JsonNode cell : notebook.get("cells")) {
            String id = cell.get("id").asText();
            assertTrue(id.matches("[a-z0-9-]{1,64}") && ids.add(id), "id " + id);
            String type = cell.get("cell_type").asText();
            String text = source(cell);
            if (type.equals("code") && !setUp) {
                assertEquals("import anpvs.notebook.*;\n\nvar kit = Kit.open();", text);
                setUp = true;
            } else if (type.equals("code")) {
                boolean own = file.endsWith(OWN);
                Matcher call = (own ? CALL : ONE_CALL).matcher(text);
                assertTrue(own ? call.find() : call.matches(), text);
                do {
                    assertTrue(calls.contains(call.group(1)), "Kit has no " + call.group(1));
                } while (own && call.find());
                assertEquals("markdown", before, "text before " + text);
            }
            before = type;
        }
        assertTrue(setUp);
    }
}
