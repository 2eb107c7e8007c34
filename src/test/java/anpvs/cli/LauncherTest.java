package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** environment/anpvs in a folder outside ASCII, in the POSIX locale, as cron and ssh have it. */
class LauncherTest {
    private static final String CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(entry -> new File(entry).getAbsolutePath())
                    .collect(Collectors.joining(File.pathSeparator));

    @TempDir Path folder;
    private Path kit;

    @BeforeEach
    void copy() throws IOException {
        // made by bash below: this JVM may itself run in a locale that has no such letter
        run(
                Map.of(),
                "mkdir -p \"$1/gr\u00f6\u00dfe\"; cd \"$1\"/gr*; mkdir -p environment target/lib");
        kit = Path.of(run(Map.of(), "cd \"$1\"/gr*; pwd").strip());
        run(
                Map.of(),
                "cp environment/anpvs environment/launch-settings \"$1\"/gr*/environment;"
                        + " cd \"$1\"/gr*; touch target/anpvs.jar");
    }

    private String run(Map<String, String> environment, String script) throws IOException {
        List<String> words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        words.add(folder.toString());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("LC_.*|LANG"));
        builder.environment().putAll(environment);
        builder.environment().put("CP", CLASS_PATH);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The real program with the launcher's settings, on the test's class path. */
    private static final String PROGRAM =
            "cd \"$1\"/gr*; source environment/launch-settings; mkdir -p daten; anpvs_find_java;"
                    + " \"$ANPVS_JAVA\" \"${ANPVS_JVM[@]}\" -cp \"$CP\" anpvs.cli.Main ";

    @Test
    void theFolderIsFoundWhateverTheLocale() throws IOException {
        for (Map<String, String> locale :
                List.of(
                        Map.of("LC_ALL", "C"),
                        Map.of("LANG", "de_DE.ISO-8859-1"),
                        Map.of("LC_CTYPE", "UTF-8"), // what ssh from macOS brings
                        Map.of("LANG", "nowhere", "LC_CTYPE", "C.UTF-8"))) {
            String said = run(locale, PROGRAM + "data verify mnist --data \"$PWD/daten\"");
            assertTrue(said.contains("data folder: " + kit + "/daten"), said);
            assertTrue(said.contains("train-images-idx3-ubyte.gz: missing"), said);
        }
        String said = run(Map.of("LC_ALL", "POSIX"), PROGRAM + "runs list");
        assertEquals("no runs in " + kit + "/runs (anpvs train makes some)", said.strip());
    }

    @Test
    void aUtf8LocaleIsLeftAsItIs() throws IOException {
        String shown = "source environment/launch-settings; echo \"$LANG ${LC_ALL-} ${LC_CTYPE-}\"";
        assertEquals("C.UTF-8", run(Map.of("LANG", "C.UTF-8"), shown).strip());
        assertEquals("C.UTF-8", run(Map.of("LC_CTYPE", "C.UTF-8"), shown).strip());
        assertEquals("C.UTF-8", run(Map.of("LC_ALL", "C"), shown).strip());
    }

    /** Notebooks run in another folder than the one where the variable was set. */
    @Test
    void relativeFoldersAreMadeAbsolute() throws IOException {
        String shown =
                "cd /; source \"$OLDPWD\"/environment/launch-settings;"
                        + " echo \"$ANPVS_RUNS ${ANPVS_FIGURES-} $ANPVS_PYTHON\"";
        Map<String, String> given =
                Map.of("ANPVS_RUNS", "my-runs", "ANPVS_FIGURES", "/f", "ANPVS_PYTHON", "v/bin/py");
        assertEquals("//my-runs /f //v/bin/py", run(given, shown).strip());
        String inPath = run(Map.of("ANPVS_RUNS", "", "ANPVS_PYTHON", "python3"), shown);
        assertEquals("python3", inPath.strip());
    }

    /** With a java that shows how it was called. */
    private String called(String words) throws IOException {
        return run(
                Map.of(),
                "cd \"$1\"/gr*; mkdir -p jdk/bin; echo 'JAVA_VERSION=\"17.0.1\"' >jdk/release;"
                        + " printf '%s\\n' '#!/bin/sh' 'printf \"%s\\n\" \"$@\"' >jdk/bin/java;"
                        + " chmod +x jdk/bin/java; export JAVA_HOME=\"$PWD/jdk\"; "
                        + words);
    }

    @Test
    void theProgramLearnsTheNameThatWasTyped() throws IOException {
        assertTrue(
                called("environment/anpvs --help")
                        .contains("\n-Danpvs.command=environment/anpvs\n"));
        String path = "PATH=\"$PWD/environment:$PATH\" anpvs --help";
        assertTrue(called(path).contains("\n-Danpvs.command=anpvs\n"), called(path));
        String blank =
                "mkdir 'a b'; cp -r environment target 'a b'; 'a b/environment/anpvs' --help";
        assertTrue(called(blank).contains("\n-Danpvs.command='a b/environment/anpvs'\n"));
    }

    @Test
    void theHomeFolderIsOneThatCanBeWritten() throws IOException {
        String use = "environment/anpvs --help";
        assertTrue(called("HOME=\"$1\" " + use).contains("\n-Duser.home=" + folder + "\n"));
        for (String none : List.of("unset HOME; ", "export HOME=/proc/none; ")) {
            String said = called("export TMPDIR=\"$1\"; " + none + use);
            assertTrue(said.contains("\n-Duser.home=" + folder + "/anpvs-"), said);
        }
    }

    @Test
    void numbersAreWrittenAsInEnglish() throws IOException {
        assertTrue(called("environment/anpvs --help").contains("\n-Duser.language=en\n"));
    }

    @Test
    void onlyWhatComputesNothingHasOneCompiler() throws IOException {
        String first = "-XX:TieredStopAtLevel=1\n";
        for (String quick : List.of("--help", "runs list", "table main", "--stack-trace grid")) {
            assertTrue(
                    called("environment/anpvs " + quick).contains(first),
                    called("environment/anpvs " + quick));
        }
        for (String slow : List.of("train --method at", "evaluate runs", "doctor", "data verify")) {
            assertFalse(called("environment/anpvs " + slow).contains(first), slow);
        }
    }

    @Test
    void theArchiveOfClassesIsUsedWhileItIsNewerThanTheJar() throws IOException {
        String use = "environment/anpvs --help";
        assertFalse(called(use).contains("SharedArchiveFile"));
        String made = "touch -d '1 hour ago' target/anpvs.jar; touch target/anpvs-17.0.1.jsa; ";
        assertTrue(
                called(made + use)
                        .contains("-XX:SharedArchiveFile=" + kit + "/target/anpvs-17.0.1.jsa\n"));
        String built = "touch -d '1 hour ago' target/*.jsa; touch target/anpvs.jar; ";
        assertFalse(called(built + use).contains("SharedArchiveFile"));
    }
}
