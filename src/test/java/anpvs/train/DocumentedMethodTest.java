package anpvs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.store.Commands;
import anpvs.store.EpochRecord;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/adding-a-method.md says, with its own text. */
class DocumentedMethodTest {
    private static final Pattern CODE =
            Pattern.compile("# Adding a method\\n.*?```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir Path folder;

    @Test
    void aMethodIsOneRecipeInLessThanTwentyLines() throws Exception {
        Matcher code = CODE.matcher(Files.readString(Path.of("docs/adding-a-method.md")));
        assertTrue(code.find(), "docs/adding-a-method.md has no code");
        String text = code.group(1);
        assertTrue(text.lines().filter(line -> !line.isBlank()).count() < 20, text);

        Path source = folder.resolve("TradesVs.java");
        Files.writeString(source, text);
        compile(source);
        Path store = folder.resolve("runs");
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("TradesVs")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {store.toString()});
        }

        List<Run> runs = new RunStore(store).list();
        assertEquals(1, runs.size());
        Run run = runs.get(0);
        assertEquals(Run.State.FINISHED, run.state());
        assertTrue(run.id().startsWith("glyphs-trades-vs-smoke-s0-"), run.id());
        assertEquals(Method.TRADES, run.spec().recipe().method());
        assertEquals("trades-vs", run.spec().recipe().label());
        EpochRecord first = run.epochs().get(0);
        assertTrue(first.vulnerability() > 0);
        // more than its cross-entropy and V: the divergence of TRADES
        assertTrue(first.total() > first.clean() + first.vulnerability(), first.toString());
        assertTrue(Commands.train(run.spec()).contains("--set name=trades-vs"));
    }

    private static void compile(Path source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-proc:none",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            "-d",
                            source.getParent().toString());
            boolean compiled =
                    compiler.getTask(
                                    problems,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(source))
                            .call();
            assertTrue(compiled, problems::toString);
        }
    }
}
