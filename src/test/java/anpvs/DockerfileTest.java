package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Dockerfile and what refers to it or is named by it; no image is built here. */
class DockerfileTest {
    private final List<String> instructions = instructions();

    /** The instructions, each on one line, without comments. */
    private static List<String> instructions() {
        try {
            String text = Files.readString(Path.of("Dockerfile"));
            return text.replaceAll("(?m)^\\s*#.*\\n", "")
                    .replace("\\\n", " ")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Matcher> matching(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return instructions.stream().map(pattern::matcher).filter(Matcher::matches);
    }

    private Map<String, String> defaults() {
        Map<String, String> values = new TreeMap<>();
        matching("ARG (\\w+)=(.*)").forEach(arg -> values.put(arg.group(1), arg.group(2)));
        return values;
    }

    private List<String> stages() {
        return matching("FROM \\S+ AS (\\w+)").map(from -> from.group(1)).toList();
    }

    @Test
    void everyStageBeginsWithAPinnedImageOrAnEarlierStage() {
        List<String> earlier = new ArrayList<>();
        matching("FROM (\\S+) AS (\\w+)")
                .forEach(
                        from -> {
                            String image = from.group(1);
                            for (Map.Entry<String, String> arg : defaults().entrySet()) {
                                image = image.replace("${" + arg.getKey() + "}", arg.getValue());
                            }
                            assertTrue(
                                    earlier.contains(image)
                                            || image.matches(".+:.+@sha256:[0-9a-f]{64}"),
                                    image);
                            earlier.add(from.group(2));
                        });
        assertEquals(
                earlier.size(),
                instructions.stream().filter(line -> line.startsWith("FROM")).count());
    }

    @Test
    void mavensLibrariesLieInTheCache() {
        List<Matcher> builds =
                matching("RUN --mount=type=cache,target=(\\S+) .*-Dmaven.repo.local=(\\S+) .*")
                        .toList();
        assertEquals(1, builds.size());
        assertTrue(builds.get(0).group(2).startsWith(builds.get(0).group(1) + "/"));
    }

    @Test
    void thePackagesAreOfTheBaseImagesDay() {
        String day = defaults().get("DEBIAN_SNAPSHOT").replaceFirst("T.*", "");
        assertTrue(defaults().get("BASE").contains("-" + day + "-"), day);
    }

    @Test
    void theLastStageRunsAsANumberedUserOtherThanRoot() {
        int last = instructions.lastIndexOf("FROM system AS run");
        assertEquals("run", stages().get(stages().size() - 1));
        List<String> users =
                instructions.subList(last, instructions.size()).stream()
                        .filter(line -> line.startsWith("USER "))
                        .toList();
        // a name would not do for Kubernetes' runAsNonRoot
        assertTrue(users.get(users.size() - 1).matches("USER [1-9]\\d*(:\\d+)?"), users::toString);
    }

    @Test
    void theProgramsThatItNamesAreHere() {
        List<String> named = new ArrayList<>();
        matching("(?:ENTRYPOINT|HEALTHCHECK).*\"/anpvs/([^\"]+)\".*")
                .forEach(line -> named.add(line.group(1)));
        assertEquals(2, named.size(), named::toString);
        named.forEach(file -> assertTrue(Files.isExecutable(Path.of(file)), file));
    }

    @Test
    void theDevelopmentContainerTakesAStageThatExists() throws IOException {
        JsonNode container =
                JsonMapper.builder()
                        .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                        .build()
                        .readTree(Path.of(".devcontainer/devcontainer.json").toFile());
        JsonNode build = container.get("build");
        Path folder = Path.of(".devcontainer");
        assertTrue(
                Files.isSameFile(
                        Path.of("Dockerfile"), folder.resolve(build.get("dockerfile").asText())));
        assertTrue(stages().contains(build.get("target").asText()));
        build.get("args")
                .fieldNames()
                .forEachRemaining(name -> assertTrue(defaults().containsKey(name), name));
        assertTrue(Files.isExecutable(Path.of(container.get("postCreateCommand").asText())));
    }
}
