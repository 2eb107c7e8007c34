package anpvs.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.evaluate.Evaluator;
import anpvs.report.CommittedResultsTest;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/models.md, docs/models.html and models/ are what the archived records say. */
class ModelListTest {
    private static final String AGAIN = "write them anew: anpvs models --output .";

    @TempDir Path folder;

    private ModelList archived() throws IOException {
        return ModelList.of(CommittedResultsTest.copyOfTheRecords(folder, false));
    }

    @Test
    void theCommittedPagesAndFilesAreThoseOfTheRecords() throws IOException {
        ModelList list = archived();
        assertEquals(list.markdown(), Files.readString(Path.of("docs/models.md")), AGAIN);
        assertEquals(list.html(), Files.readString(Path.of("docs/models.html")), AGAIN);
        Set<String> expected = new TreeSet<>();
        for (ModelCard card : list.cards()) {
            Path file = Path.of("models", card.run() + ".json");
            assertEquals(card.json(), Files.readString(file), AGAIN);
            expected.add(file.getFileName().toString());
        }
        try (Stream<Path> files = Files.list(Path.of("models"))) {
            Set<String> found =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertEquals(expected, found, AGAIN);
        }
    }

    @Test
    void cardsHoldTheRecordsNumbers() throws IOException {
        ModelList list = archived();
        assertTrue(list.cards().size() >= 39, "models: " + list.cards().size());
        for (ModelCard card : list.cards()) {
            Run run = new RunStore(folder).find(card.run());
            var record = Evaluator.measured(run).orElseThrow();
            assertEquals(record.clean().percent(), card.measured().cleanAcc().percent());
            assertEquals(record.attacked().percent(), card.measured().pgdAcc().percent());
            assertEquals(record.settings().attack().epsilon(), card.eps());
            boolean pruned = record.sparsity() > 0;
            assertEquals(
                    pruned,
                    card.measured().parameters() < card.measured().parametersWhole(),
                    card.run());
            double saved = (double) card.measured().flopsWhole() / card.measured().flops();
            // by the paper's convention random weights take twice the operations
            double times = run.spec().recipe().weightNoise() == null ? 1 : 2;
            assertEquals(record.costs().xFlops(), saved / times, 1e-9, card.run());
        }
        ModelCard lenet =
                list.cards().stream().filter(c -> c.dataset().equals("mnist")).findFirst().get();
        assertEquals(431_080, lenet.measured().parametersWhole()); // the published number
    }
}
