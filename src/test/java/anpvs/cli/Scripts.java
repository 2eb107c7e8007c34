package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.grid.RunGrid;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of scripts, copied into a kit whose command line answers "grid --stages" alone, and with
 * commands of the cluster that the test makes.
 *
 * @param kit the copy
 * @param scripts the folder, below the kit
 */
record Scripts(Path kit, Path scripts) {
    /** Runs of each stage of each profile's grid. */
    static final Map<Profile, List<Integer>> STAGES =
            Arrays.stream(Profile.values()).collect(Collectors.toMap(one -> one, Scripts::stages));

    Scripts(Path kit, Path scripts) {
        this.kit = kit;
        this.scripts = scripts;
        try (Stream<Path> files = Files.list(scripts)) {
            Files.createDirectories(kit.resolve(scripts));
            for (Path file : files.toList()) {
                Files.copy(file, kit.resolve(file));
            }
            StringBuilder anpvs = new StringBuilder("[ \"$1 $2\" = 'grid --stages' ] || exit 2\n");
            STAGES.forEach(
                    (profile, sizes) -> {
                        String words =
                                sizes.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" "));
                        anpvs.append(
                                "[[ \"$*\" != *%s* ]] || echo %s\n".formatted(profile.id(), words));
                    });
            command("environment/anpvs", anpvs.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> stages(Profile profile) {
        RunGrid grid =
                RunGrid.of(
                        profile,
                        RunGrid.datasets(profile),
                        List.of(Method.values()),
                        RunGrid.seeds(profile));
        return grid.stages().stream().map(List::size).toList();
    }

    /** Makes a command that the scripts find. */
    void command(String name, String lines) throws IOException {
        Path file = kit.resolve(name);
        Files.writeString(file, "#!/usr/bin/env bash\n" + lines);
        assertTrue(file.toFile().setExecutable(true));
    }

    /** {@return what a script printed, which has to end with this code} */
    String run(int code, String script, String... options) throws Exception {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("bash", kit.resolve(scripts).resolve(script).toString()));
        words.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().merge("PATH", kit.toString(), (old, own) -> own + ":" + old);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        return output;
    }
}
