package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.experiment.AttackRecord;
import anpvs.experiment.CheckRecord;
import anpvs.experiment.Evaluation;
import anpvs.experiment.Progress;
import anpvs.experiment.Provenance;
import anpvs.experiment.Run;
import anpvs.experiment.RunArchive;
import anpvs.experiment.RunStore;
import anpvs.method.Profile;
import anpvs.metric.Accuracy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The results that are kept with the code: archived runs, figures, executed notebooks, README. Each
 * number that is shown is one that a record of a run or the table of a figure holds.
 */
class CommittedResultsTest {
    private static final Path RUNS = Path.of("runs");
    private static final Path FIGURES = Path.of("figures");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    /** The archived files alone: a store may hold other runs, which are nobody's evidence. */
    private RunStore archive;

    private record Archived(String sha256, Path file) {}

    private static List<Archived> archived() throws IOException {
        return Files.readAllLines(RUNS.resolve(RunArchive.SUMS)).stream()
                .map(line -> new Archived(line.substring(0, 64), Path.of(line.substring(66))))
                .toList();
    }

    @BeforeEach
    void copyTheRecords() throws IOException {
        Path copy = folder.resolve("runs");
        for (Archived one : archived()) {
            if (!one.file().toString().endsWith(".npz")) {
                Path target = copy.resolve(one.file());
                Files.createDirectories(target.getParent());
                Files.copy(RUNS.resolve(one.file()), target);
            }
        }
        archive = new RunStore(copy);
    }

    @Test
    void everyArchivedFileIsTheOneOfTheList() throws Exception {
        for (Archived one : archived()) {
            byte[] bytes = Files.readAllBytes(RUNS.resolve(one.file()));
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertEquals(one.sha256(), HexFormat.of().formatHex(sum), one.file().toString());
        }
    }

    @Test
    void everyArchivedRunSaysWhereAndHowLongItWasTrained() {
        List<Run> runs = archive.list();
        assertFalse(runs.isEmpty());
        for (Run run : runs) {
            assertEquals(Run.State.FINISHED, run.state(), run.id());
            Provenance provenance = run.provenance();
            assertTrue(provenance.seconds() > 0, run.id());
            for (Provenance.Session session : provenance.sessions()) {
                assertFalse(session.environment().cpu().isBlank(), run.id());
            }
            for (Evaluation evaluation : run.evaluations()) {
                assertEquals(run.id(), evaluation.run());
                assertEquals(run.checkpoints().lastDigest(), evaluation.checkpoint(), run.id());
            }
        }
    }

    @Test
    void theReadmeSaysHowLongAllOfThemTook() throws IOException {
        double training = 0;
        double measuring = 0;
        for (Run run : archive.list()) {
            training += run.provenance().seconds();
            measuring += run.evaluations().stream().mapToDouble(Evaluation::seconds).sum();
            measuring += run.attacks().stream().mapToDouble(AttackRecord::seconds).sum();
            for (CheckRecord record : run.checks()) {
                measuring += record.seconds().values().stream().mapToDouble(s -> s).sum();
            }
        }
        String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
        String text = String.format(Locale.ROOT, "records of %d runs", archive.list().size());
        assertTrue(readme.contains(text), text);
        text =
                String.format(
                        Locale.ROOT,
                        "trained for %.1f hours and measured for %.1f hours",
                        training / 3600,
                        measuring / 3600);
        assertTrue(readme.contains(text), text);
    }

    @Test
    void everyRunBehindAFigureIsArchived() throws IOException {
        List<String> ids = archive.list().stream().map(Run::id).toList();
        for (Path file : figures(".json")) {
            if (!JSON.readTree(file.toFile()).path("profile").asText().equals("quick")) {
                continue; // the smoke profile's are made anew by everybody
            }
            for (String run : runs(file)) {
                assertTrue(ids.contains(run), file + " shows " + run);
            }
        }
    }

    @Test
    void tableMainOfTheArchiveIsTheCommittedOneAndTheReadmes() throws IOException {
        Path figures = folder.resolve("figures");
        Kit kit =
                new Kit(
                        Profile.QUICK,
                        Dataset.MNIST,
                        archive,
                        new DataFolder(folder.resolve("data")),
                        figures,
                        Progress::silent);
        String text = kit.mainResults("mnist").mimeBundle().get("text/plain");
        String csv = "main-results-mnist-quick.csv";
        assertEquals(
                Files.readString(FIGURES.resolve(csv)), Files.readString(figures.resolve(csv)));
        String readme = Files.readString(Path.of("README.md"));
        for (String line : text.lines().takeWhile(line -> !line.startsWith("paper: ")).toList()) {
            assertTrue(readme.contains(line.stripTrailing()), "not in README.md: " + line);
        }
        for (String run : runs(FIGURES.resolve("main-results-mnist-quick.json"))) {
            assertTrue(text.contains(run), run);
        }
    }

    /** Also of the smoke profile, once somebody has executed them here. */
    @Test
    void numbersInTheNotebooksAreThoseOfTheirTables() throws IOException {
        Map<String, Path> byCaption = new HashMap<>();
        for (Path figure : figures(".json")) {
            byCaption.put(JSON.readTree(figure.toFile()).get("caption").asText(), figure);
        }
        List<String> unknown = new ArrayList<>();
        int found = 0;
        for (Path notebook : list(Path.of("notebooks"), ".ipynb")) {
            for (JsonNode plain : JSON.readTree(notebook.toFile()).findValues("text/plain")) {
                String text = joined(plain);
                Path figure = byCaption.get(text.lines().findFirst().orElse(""));
                List<ShownNumber> shown = figure == null ? List.of() : ShownNumber.in(text);
                NavigableSet<Double> known = figure == null ? null : known(figure);
                found += shown.size();
                shown.stream()
                        .filter(number -> !number.isRoundedFrom(known))
                        .forEach(number -> unknown.add(figure + ": " + number.text()));
            }
        }
        assertEquals("", String.join("\n", unknown));
        assertTrue(found > 500, found + " numbers were compared");
    }

    @Test
    void numbersInTheReadmeAreThoseOfTheArchive() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        NavigableSet<Double> known = new TreeSet<>();
        for (Path figure : figures(".json")) {
            known.addAll(known(figure));
        }
        addMeansOverSeeds(known);
        for (String results : List.of("## Look at the notebooks", "## How the results compare")) {
            int from = readme.indexOf(results);
            assertTrue(from >= 0, results);
            int to = readme.indexOf("\n## ", from);
            List<String> unknown =
                    ShownNumber.in(readme.substring(from, to)).stream()
                            .filter(number -> !number.isRoundedFrom(known))
                            .map(ShownNumber::text)
                            .toList();
            assertEquals(List.of(), unknown);
        }
    }

    /** The numbers of a figure's table, of the records of its runs, and of the paper. */
    private NavigableSet<Double> known(Path figure) throws IOException {
        NavigableSet<Double> known = new TreeSet<>();
        for (PaperValue value : PaperValues.load().all()) {
            known.add(value.mean().doubleValue());
            known.add(value.sd().doubleValue());
        }
        String name = figure.getFileName().toString().replace(".json", ".csv");
        numbers(Files.readString(FIGURES.resolve(name)), known);
        for (String run : runs(figure)) {
            assertTrue(Files.isDirectory(RUNS.resolve(run)), figure + " shows " + run);
            for (Path record : list(RUNS.resolve(run), ".json")) {
                numbers(JSON.readTree(record.toFile()), known);
            }
        }
        return known;
    }

    /** Of the accuracies of runs that differ in their seed alone. */
    private void addMeansOverSeeds(NavigableSet<Double> known) {
        archive.list().stream()
                .filter(run -> !run.evaluations().isEmpty())
                .collect(Collectors.groupingBy(run -> run.spec().recipe()))
                .values()
                .forEach(
                        seeds -> {
                            known.add(mean(seeds, one -> one.clean().percent()));
                            known.add(mean(seeds, one -> one.attacked().percent()));
                        });
    }

    private static double mean(List<Run> seeds, ToDoubleFunction<Evaluation> value) {
        return seeds.stream()
                .mapToDouble(run -> value.applyAsDouble(run.evaluations().get(0)))
                .average()
                .orElseThrow();
    }

    private static void numbers(JsonNode node, NavigableSet<Double> known) {
        if (node.isNumber()) {
            known.add(Math.abs(node.asDouble()));
        } else if (node.isTextual()) {
            numbers(node.asText(), known);
        } else if (node.has("correct") && node.has("images")) {
            Accuracy accuracy =
                    new Accuracy(node.get("correct").asInt(), node.get("images").asInt());
            double low = accuracy.lowPercent();
            double high = accuracy.highPercent();
            known.addAll(List.of(accuracy.percent(), low, high, (high - low) / 2));
        }
        node.forEach(child -> numbers(child, known));
    }

    private static void numbers(String text, NavigableSet<Double> known) {
        Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?")
                .matcher(text)
                .results()
                .forEach(match -> known.add(Double.parseDouble(match.group())));
    }

    private static List<String> runs(Path figure) throws IOException {
        List<String> runs = new ArrayList<>();
        JSON.readTree(figure.toFile()).path("runs").forEach(run -> runs.add(run.asText()));
        return runs;
    }

    private static String joined(JsonNode text) {
        StringBuilder lines = new StringBuilder(text.asText());
        text.forEach(line -> lines.append(line.asText()));
        return lines.toString();
    }

    private static List<Path> figures(String ending) throws IOException {
        return list(FIGURES, ending);
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
