package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.Texts;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.CheckRecord;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.PublishedEvaluation;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.notebook.Kit;
import anpvs.progress.Progress;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.RunArchive;
import anpvs.store.RunStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The results that are kept with the code: archived runs, figures, executed notebooks, pages. Each
 * number that is shown is one that a record of a run or the table of a figure holds.
 */
public class CommittedResultsTest {
    private static final Path RUNS = Path.of("runs");
    private static final Path FIGURES = Path.of("figures");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The pages that tell what was measured. */
    private static final List<Path> RESULTS =
            List.of(
                    Path.of("README.md"),
                    Path.of("docs/results.md"),
                    Path.of("docs/checks.md"),
                    Path.of("docs/small-network.md"));

    /** Tables that are made from the records, which another test compares. */
    private static final String MADE = "(?s)<!-- from records.*?<!-- end -->";

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
        archive = copyOfTheRecords(folder.resolve("runs"), false);
    }

    /**
     * @param copy where to
     * @param arrays whether weights and adversarial images are copied, too: 70 MB
     * @return the archived runs
     */
    public static RunStore copyOfTheRecords(Path copy, boolean arrays) throws IOException {
        for (Archived one : archived()) {
            // what AutoAttack left is evidence, weights are not
            if (arrays || !one.file().endsWith("model.npz")) {
                Path target = copy.resolve(one.file());
                Files.createDirectories(target.getParent());
                Files.copy(RUNS.resolve(one.file()), target);
            }
        }
        return new RunStore(copy);
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
            for (Evaluation evaluation : Evaluation.of(run).all()) {
                assertEquals(run.id(), evaluation.run());
                assertEquals(run.checkpoints().lastDigest(), evaluation.checkpoint(), run.id());
            }
        }
    }

    @Test
    void thePageOfResultsSaysHowLongAllOfThemTook() throws IOException {
        double training = 0;
        double measuring = 0;
        for (Run run : archive.list()) {
            training += run.provenance().seconds();
            measuring += Evaluation.of(run).all().stream().mapToDouble(Evaluation::seconds).sum();
            measuring +=
                    PublishedEvaluation.of(run).all().stream()
                            .mapToDouble(PublishedEvaluation::seconds)
                            .sum();
            measuring +=
                    AttackRecord.of(run).all().stream().mapToDouble(AttackRecord::seconds).sum();
            for (CheckRecord record : CheckRecord.of(run).all()) {
                measuring += record.seconds().values().stream().mapToDouble(s -> s).sum();
            }
        }
        pageOfResultsSays(Texts.format("records of %d runs", archive.list().size()));
        pageOfResultsSays(
                Texts.format(
                        "trained for %.1f hours and measured for %.1f hours",
                        training / 3600, measuring / 3600));
    }

    private static void pageOfResultsSays(String text) throws IOException {
        String page = Files.readString(Path.of("docs/results.md")).replaceAll("\\s+", " ");
        assertTrue(page.contains(text), text);
    }

    @Test
    void thePageOfResultsSaysOfHowManyCifarRunsTheNetworkIsKept() throws IOException {
        long networks;
        try (Stream<Path> files = Files.walk(RUNS, 2)) {
            networks =
                    files.filter(file -> file.toString().endsWith(".npz"))
                            .map(file -> file.getParent().getFileName().toString())
                            .filter(run -> run.startsWith("cifar10-"))
                            .distinct()
                            .count();
        }
        pageOfResultsSays(
                "of " + networks + " runs on CIFAR-10, it also holds the trained network");
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

    /** Pictures of networks show those of the tables, and not of an earlier schedule. */
    @Test
    void picturesOfNetworksAreOfTheRowsOfTheTables() throws IOException {
        int seen = 0;
        for (Path file : figures(".json")) {
            String name = file.getFileName().toString();
            if (name.matches("(loss|pixel|vulnerability-histogram|first-layer)-.*-quick.json")) {
                for (String run : runs(file)) {
                    Map<String, String> changes = archive.find(run).spec().changes();
                    assertEquals(Map.of(), changes, name + " shows " + run);
                    seen++;
                }
            }
        }
        assertTrue(seen > 40, seen + " runs");
    }

    @Test
    void tablesOfTheArchiveAreTheCommittedOnes() throws IOException {
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
                String results = text.replaceAll("\\S+=\\S+", ""); // of commands
                List<ShownNumber> shown = figure == null ? List.of() : ShownNumber.in(results);
                found += shown.size();
                if (!shown.isEmpty()) {
                    known(figure)
                            .without(shown)
                            .forEach(number -> unknown.add(figure + ": " + number));
                }
            }
        }
        assertEquals("", String.join("\n", unknown));
        assertTrue(found > 500, found + " numbers were compared");
    }

    /** Of a paragraph or a table row: those of the methods that it names. */
    @Test
    void numbersInThePagesAreThoseOfTheArchive() throws IOException {
        int found = 0;
        for (Path page : RESULTS) {
            String text = Files.readString(page).replaceAll(MADE, "");
            text = text.replaceAll("[\\d.]+ hours", ""); // by another test
            for (String part : text.split("\n\n|\n(?=\\|)", -1)) {
                List<ShownNumber> shown = ShownNumber.in(part);
                found += shown.size();
                if (!shown.isEmpty()) {
                    assertEquals(List.of(), known(methodsIn(part)).without(shown), page + part);
                }
            }
        }
        assertTrue(found > 100, found + " numbers were compared");
    }

    @Test
    void everyRunThatThePagesNameIsOneOfTheArchive() throws IOException {
        Pattern id = Pattern.compile("(?:mnist|cifar\\d+)-[a-z-]+-s\\d+[0-9a-f-]*");
        List<String> named = new ArrayList<>();
        for (Path page : list(Path.of("docs"), ".md")) {
            id.matcher(Files.readString(page))
                    .results()
                    .map(MatchResult::group)
                    .forEach(named::add);
        }
        assertTrue(named.size() > 10, named.toString());
        named.forEach(archive::find); // which refuses beginnings of several
    }

    private static Set<Method> methodsIn(String text) {
        Set<Method> found = EnumSet.noneOf(Method.class);
        String rest = text;
        List<Method> longestFirst =
                Stream.of(Method.values())
                        .sorted(Comparator.comparingInt(method -> -method.label().length()))
                        .toList();
        for (Method method : longestFirst) {
            Matcher name =
                    Pattern.compile("(?<![\\w-])" + Pattern.quote(method.label()) + "(?![\\w-])")
                            .matcher(rest);
            if (name.find()) {
                found.add(method);
                rest = name.replaceAll("");
            }
        }
        return found;
    }

    /**
     * The numbers of all tables and records, of rows and runs of a method only if it is named.
     * Pictures have so many numbers that any other would be among them.
     */
    private KnownNumbers known(Set<Method> named) throws IOException {
        KnownNumbers known = new KnownNumbers();
        for (Path table : figures(".html")) {
            Path csv = Path.of(table.toString().replace(".html", ".csv"));
            for (String row : Files.readAllLines(csv)) {
                Set<Method> of = methodsIn(row);
                if (named.isEmpty() || of.isEmpty() || !Collections.disjoint(of, named)) {
                    known.add(row);
                }
            }
        }
        List<Run> runs =
                archive.list().stream()
                        .filter(
                                run ->
                                        named.isEmpty()
                                                || named.contains(run.spec().recipe().method()))
                        .toList();
        for (Run run : runs) {
            known.addRecords(run.folder());
        }
        known.addMeansOverSeeds(runs);
        return known;
    }

    /** The numbers of a figure's table, of the records of its runs, and of the paper. */
    private static KnownNumbers known(Path figure) throws IOException {
        KnownNumbers known = new KnownNumbers();
        String name = figure.getFileName().toString().replace(".json", ".csv");
        known.add(Files.readString(FIGURES.resolve(name)));
        for (String run : runs(figure)) {
            assertTrue(Files.isDirectory(RUNS.resolve(run)), figure + " shows " + run);
            known.addRecords(RUNS.resolve(run));
        }
        return known;
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

    static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
