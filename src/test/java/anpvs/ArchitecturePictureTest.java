package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.sourceforge.plantuml.FileFormat;
import net.sourceforge.plantuml.FileFormatOption;
import net.sourceforge.plantuml.SourceStringReader;
import net.sourceforge.plantuml.code.TranscoderUtil;
import org.junit.jupiter.api.Test;

/**
 * The picture of the packages in docs/architecture.md: drawn here from the classes, without arrows
 * that follow from others. It fails where the committed one is of other classes; the new one lies
 * in target then.
 */
class ArchitecturePictureTest {
    private static final Path COMMITTED = Path.of("docs", "architecture.svg");
    private static final Path DRAWN = Path.of("target", "architecture.svg");
    private static final String LOOK =
            """
            @startuml
            !pragma layout smetana
            skinparam shadowing false
            skinparam componentStyle rectangle
            skinparam defaultFontName sans-serif
            skinparam defaultFontSize 13
            skinparam ArrowColor #555555
            skinparam component {
              BackgroundColor #f5f5f5
              BorderColor #555555
            }
            """;

    @Test
    void thePictureIsThatOfTheClasses() throws Exception {
        String source = source(reduced(imports()));
        String committed = source(Files.readString(COMMITTED));
        if (!source.strip().equals(committed.strip())) {
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            new SourceStringReader(source).outputImage(svg, new FileFormatOption(FileFormat.SVG));
            Files.createDirectories(DRAWN.getParent());
            Files.write(DRAWN, svg.toByteArray());
        }
        assertEquals(
                source.strip(),
                committed.strip(),
                "the packages have changed: cp " + DRAWN + " " + COMMITTED);
    }

    /** What PlantUML wrote into a picture about its own source. */
    private static String source(String svg) throws IOException {
        int from = svg.indexOf("<?plantuml-src ") + "<?plantuml-src ".length();
        assertTrue(svg.contains("<?plantuml-src "), "not made by PlantUML");
        try {
            return TranscoderUtil.getDefaultTranscoder()
                    .decode(svg.substring(from, svg.indexOf("?>", from)));
        } catch (Exception e) { // whatever its decoder throws
            throw new IOException("the picture's source cannot be read", e);
        }
    }

    /** Which packages each package's classes use. */
    private static Map<String, Set<String>> imports() throws URISyntaxException {
        Path classes =
                Path.of(
                        UserError.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass one : new ClassFileImporter().importPath(classes)) {
            String from = room(one);
            if (from.isEmpty()) {
                continue;
            }
            Set<String> to = imports.computeIfAbsent(from, name -> new TreeSet<>());
            one.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> room(dependency.getTargetClass()))
                    .filter(name -> !name.isEmpty() && !name.equals(from))
                    .forEach(to::add);
        }
        return imports;
    }

    /** The package below anpvs; empty for others. */
    private static String room(JavaClass one) {
        String name = one.getPackageName();
        return name.startsWith("anpvs.") ? name.substring("anpvs.".length()) : "";
    }

    /** Without what is reached through others. */
    private static Map<String, Set<String>> reduced(Map<String, Set<String>> imports) {
        Map<String, Set<String>> reduced = new TreeMap<>();
        imports.forEach(
                (from, to) -> {
                    Set<String> direct = new TreeSet<>(to);
                    to.forEach(one -> direct.removeAll(reached(imports, one)));
                    reduced.put(from, direct);
                });
        return reduced;
    }

    private static Set<String> reached(Map<String, Set<String>> imports, String from) {
        Set<String> reached = new TreeSet<>();
        for (String one : imports.get(from)) {
            reached.add(one);
            reached.addAll(reached(imports, one));
        }
        return reached;
    }

    private static String source(Map<String, Set<String>> imports) {
        StringBuilder source = new StringBuilder(LOOK);
        imports.keySet().forEach(room -> source.append("[").append(room).append("]\n"));
        imports.forEach(
                (from, to) ->
                        to.forEach(one -> source.append("[" + from + "] --> [" + one + "]\n")));
        return source.append("@enduml\n").toString();
    }
}
