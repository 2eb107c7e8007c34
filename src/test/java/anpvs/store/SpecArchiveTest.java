package anpvs.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.ProjectFolder;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Specifications are written as they always were: their text decides the ids of runs. */
class SpecArchiveTest {
    @Test
    void archivedSpecificationsAreReadAndWrittenToTheSameBytes() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(ProjectFolder.home().resolve("runs"))) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        assertTrue(folders.size() > 40, () -> folders.size() + " archived runs");
        for (Path folder : folders) {
            Path file = folder.resolve("spec.json");
            ExperimentSpec spec = SealedJson.read(file, ExperimentSpec.class);
            assertEquals(Files.readString(file), SealedJson.seal(spec, true));
            assertEquals(folder.getFileName().toString(), spec.runId());
        }
    }

    @Test
    void everyRecipeHasTheIdThatItAlwaysHad() throws IOException {
        List<String> found = new ArrayList<>();
        for (Dataset dataset : Dataset.values()) {
            for (Profile profile : Profile.values()) {
                if ((profile == Profile.SMOKE) != dataset.synthetic()) {
                    continue;
                }
                for (Fidelity fidelity : List.of(Fidelity.PAPER, Fidelity.PUBLISHED_CODE)) {
                    for (Method method : Method.values()) {
                        ExperimentSpec spec =
                                ExperimentSpec.of(method, dataset, profile, fidelity, 0);
                        found.add(fidelity.name() + " " + spec.runId());
                    }
                }
            }
        }
        try (InputStream in = SpecArchiveTest.class.getResourceAsStream("run-ids.txt")) {
            String known = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(known.lines().sorted().toList(), found.stream().sorted().toList());
        }
    }
}
