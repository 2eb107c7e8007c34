package anpvs.kernel.javadoc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommentsTest {
    private static final String SOURCE =
            """
            package some.where;

            import java.util.*;

            /** A box of {@code int}s. */
            public class Box<T> {
                /** How many. */
                public static final int MOST = 3;

                /** Makes a box. */
                public Box(int size) {}

                /** By {@link List#of() list}. */
                public <E extends T> void fill(List<? extends E> values, String... names) {}

                /** By {@linkplain #MOST}, a &lt; b. */
                public void fill(java.util.Map<String, int[]> values) {}

                void bare() {}

                /** What is inside. */
                enum Kind {
                    /** Soft. */
                    SOFT
                }

                /**
                 * Two numbers.
                 *
                 * @param a the first
                 */
                record Pair(int a, int b) {}
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "some.where.Box<T>|A box of ints.",
                "Box.MOST:int|How many.",
                "Box<T>(int size)|Makes a box.",
                "void Box<T>.<E extends T>fill(List<? extends E> values, String... names)|By list.",
                "void some.where.Box<T>.fill(Map<String,int[]> values)|By MOST, a < b.",
                "void Box<T>.bare()|''",
                "void Box<T>.fill(int other)|''",
                "some.where.Box.Kind|What is inside.",
                "Box.Kind.SOFT|Soft.",
                "int Box.Pair.a()|Two numbers. @param a the first",
                "local:int|''",
                "some.where.Other|''",
                "elsewhere.Box|''",
            })
    void findsWhatStandsAboveADeclaration(String printed, String expected, @TempDir Path folder)
            throws IOException {
        Path jar = folder.resolve("sources.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("some/where/Box.java"));
            entries.write(SOURCE.getBytes(StandardCharsets.UTF_8));
        }
        Path unpacked = Files.createDirectories(folder.resolve("some/where"));
        Files.writeString(unpacked.resolve("Box.java"), SOURCE);
        for (Path sources : List.of(jar, folder)) {
            String found =
                    new SourceComments(sources)
                            .of(Signature.of(printed))
                            .map(Comments::plain)
                            .orElse("");
            assertEquals(expected, found.replaceAll("\\s+", " "));
        }
    }

    @Test
    void saysWhereTheJdkHasNoSources(@TempDir Path folder) throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk/lib")).getParent();
        Comments comments = new Comments(new SourceComments(null), jdk);
        List<Documentation> found =
                List.of(only("int Math.abs(int a)"), only("long Math.abs(long a)"));
        assertEquals(
                "int Math.abs(int a)\n\nlong Math.abs(long a)\n\n(No Javadoc: "
                        + jdk
                        + " has no lib/src.zip; on Debian the package openjdk-"
                        + Runtime.version().feature()
                        + "-source brings it.)",
                comments.described(found));
        assertEquals("local:int", comments.described(List.of(only("local:int"))));
        assertEquals("ai.djl.Device", comments.described(List.of(only("ai.djl.Device"))));
        Files.createFile(jdk.resolve("lib/src.zip"));
        assertEquals("Math.PI:double", comments.described(List.of(only("Math.PI:double"))));
    }

    private static Documentation only(String signature) {
        return new Documentation() {
            @Override
            public String signature() {
                return signature;
            }

            @Override
            public String javadoc() {
                return null;
            }
        };
    }
}
