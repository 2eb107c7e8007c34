package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.Texts;
import anpvs.evaluate.AttackRecord;
import anpvs.method.Method;
import anpvs.report.tables.Flattest;
import anpvs.store.RunStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * Sentences that call something the best, the flattest or unmoved, in README, docs and notebooks:
 * each is one that is checked here against the committed tables or the paper's values.
 */
class StatementsTest {
    /**
     * The words of such a sentence; "the best of the adversarially trained" only defines a mark.
     */
    private static final Pattern SUPERLATIVE =
            Pattern.compile(
                    "\\bflattest\\b|\\bsmoothest\\b|nothing moves|\\bleads under\\b"
                            + "|(?<!of )\\b[Tt]he (highest|lowest|smallest|largest)\\b(?! rise)"
                            + "|\\bbest baseline\\b(?! under PGD-40, and)|\\bbest at\\b"
                            + "|\\bis ahead\\b|\\bmost to\\b");

    /**
     * A kind of sentence.
     *
     * @param words what it says
     * @param holds whether that is so
     */
    private record Statement(Pattern words, Predicate<MatchResult> holds) {
        Statement(String words, Predicate<MatchResult> holds) {
            this(Pattern.compile(words), holds);
        }
    }

    private static final List<Statement> STATEMENTS =
            List.of(
                    // of our runs
                    new Statement(
                            "([\\w-]+) is flattest along the gradient's sign",
                            found -> flattest("gradient").equals(found.group(1))),
                    new Statement(
                            "([\\w-]+) along two random directions",
                            found -> flattest("random").equals(found.group(1))),
                    new Statement(
                            "\\bbest baseline is ([A-Z][\\w-]*)",
                            found -> bestBaseline().equals(found.group(1))),
                    new Statement(
                            "nothing moves by more than ([\\d.]+|half a) point",
                            found -> moves() <= number(found.group(1))),
                    new Statement(
                            "([A-Z][\\w-]*) leads under PGD-40, but Square",
                            found ->
                                    bestBaseline().equals(found.group(1))
                                            && bySquare().equals(found.group(1))),
                    new Statement(
                            "ANP-VS is ahead of PAT only at its sparsest point",
                            found -> aheadAtTheEnd()),
                    // of the paper
                    new Statement(
                            "on (MNIST|CIFAR-10|CIFAR-100), ANP-VS has the highest accuracy under"
                                    + " attack",
                            found ->
                                    best(1, found.group(1), Quantity.WHITE_BOX)
                                            && best(1, found.group(1), Quantity.V_WHITE)),
                    new Statement(
                            "the highest clean accuracy of the adversarially trained",
                            found ->
                                    best(1, "CIFAR-10", Quantity.CLEAN)
                                            && best(1, "CIFAR-100", Quantity.CLEAN)),
                    new Statement(
                            "([\\d.]+) points over the best baseline",
                            found ->
                                    overBest("CIFAR-10").contains(found.group(1))
                                            || overBest("CIFAR-100").contains(found.group(1))),
                    new Statement(
                            "([\\d.]+) % of the best baseline",
                            found ->
                                    PaperValues.all().stream()
                                            .filter(v -> printed(v).equals(found.group(1)))
                                            .anyMatch(
                                                    v -> v.model().equals(paperBest(v.dataset())))),
                    new Statement(
                            "ANP-VS is the best at every",
                            found ->
                                    bestAtEveryRadius("CIFAR-10")
                                            && bestAtEveryRadius("CIFAR-100")),
                    new Statement(
                            "ANP-VS has the smallest mean distortion of all",
                            found -> best(1, "MNIST", Quantity.V_WHITE)));

    @Test
    void everySuperlativeIsOneThatHolds() throws IOException {
        List<String> unknown = new ArrayList<>();
        int held = 0;
        for (Map.Entry<String, String> text : texts().entrySet()) {
            for (String sentence : sentences(text.getValue())) {
                if (!SUPERLATIVE.matcher(sentence).find()) {
                    continue;
                }
                List<String> wrong = new ArrayList<>();
                int matched = 0;
                for (Statement statement : STATEMENTS) {
                    for (MatchResult found : statement.words.matcher(sentence).results().toList()) {
                        matched++;
                        if (!statement.holds.test(found)) {
                            wrong.add(found.group());
                        }
                    }
                }
                assertEquals(List.of(), wrong, text.getKey() + " is wrong: " + sentence);
                if (matched == 0) {
                    unknown.add(text.getKey() + ": " + sentence);
                }
                held += matched;
            }
        }
        assertEquals(
                "", String.join("\n", unknown), "held by nothing: add a check, or say it without");
        assertTrue(held > 10, held + " statements were checked");
    }

    /** What this test would say of the sentence that it was written for. */
    @Test
    void aWrongSuperlativeIsFound() {
        assertTrue(
                STATEMENTS
                        .get(0)
                        .words
                        .matcher("along the gradient's sign ANP-VS is the flattest")
                        .results()
                        .noneMatch(STATEMENTS.get(0).holds));
        assertEquals("AT", flattest("gradient"));
    }

    /** README and docs without code, and the notebooks' words but for what to look at. */
    private static Map<String, String> texts() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        if (Files.isDirectory(Path.of("docs"))) {
            pages.addAll(CommittedResultsTest.list(Path.of("docs"), ".md"));
        }
        for (Path page : pages) {
            texts.put(page.toString(), Files.readString(page).replaceAll("(?s)```.*?```", ""));
        }
        for (Path notebook : CommittedResultsTest.list(Path.of("notebooks"), ".ipynb")) {
            for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
                if (cell.get("cell_type").asText().equals("markdown")) {
                    StringBuilder text = new StringBuilder();
                    cell.get("source").forEach(line -> text.append(line.asText()));
                    String claims =
                            Arrays.stream(text.toString().split("\n\n"))
                                    .filter(part -> !part.startsWith("**Look at**"))
                                    .filter(part -> !part.startsWith("#"))
                                    .reduce("", (a, b) -> a + "\n\n" + b);
                    texts.put(notebook.getFileName() + " " + cell.get("id").asText(), claims);
                }
            }
        }
        return texts;
    }

    /** What others say, in quotes, is theirs. */
    private static List<String> sentences(String text) {
        return Arrays.stream(
                        text.replaceAll("\"[^\"]*\"", "").split("(?<=[.:;?!])\\s|\\n\\s*\\n|\\|"))
                .map(sentence -> sentence.replaceAll("[\\s*]+", " ").strip())
                .toList();
    }

    private static double number(String words) {
        return words.equals("half a") ? 0.5 : Double.parseDouble(words);
    }

    private static Table table(String name) {
        return Table.read().csv("figures/" + name + "-mnist-quick.csv");
    }

    private static String flattest(String directions) {
        return Flattest.of(table("loss-flatness")).get(directions).getKey();
    }

    /** The largest change of a row between 100 and 1,000 steps, in points. */
    private static double moves() {
        Map<String, DoubleSummaryStatistics> rows = new LinkedHashMap<>();
        for (Row row : table("sweeps")) {
            if (row.getString("quantity").startsWith("PGD-") && !row.isMissing("mean")) {
                double value = ((Number) row.getObject("mean")).doubleValue();
                rows.computeIfAbsent(row.getString("method"), m -> new DoubleSummaryStatistics())
                        .accept(value);
            }
        }
        return rows.values().stream()
                .mapToDouble(row -> row.getMax() - row.getMin())
                .max()
                .orElseThrow();
    }

    private static String bestBaseline() {
        List<String> baselines = adversarial();
        String best = "";
        double most = -1;
        for (Row row : table("main-results")) {
            if (row.getString("quantity").equals("robust, PGD-40")
                    && baselines.contains(row.getString("method"))
                    && row.getDouble("mean") > most) {
                most = row.getDouble("mean");
                best = row.getString("method");
            }
        }
        return best;
    }

    /** The method of whose images Square, the last attack, breaks the largest share. */
    private static String bySquare() {
        RunStore archive = new RunStore(Path.of("runs"));
        return archive.list().stream()
                .filter(run -> run.id().startsWith("mnist-"))
                .flatMap(run -> AttackRecord.of(run).all().stream())
                .max(Comparator.comparingDouble(StatementsTest::brokenBySquare))
                .map(record -> archive.find(record.run()).spec().recipe().method().label())
                .orElseThrow();
    }

    private static double brokenBySquare(AttackRecord record) {
        return record.rows().stream()
                .filter(row -> row.name().startsWith("Square"))
                .mapToDouble(row -> (double) row.broken() / record.clean().images())
                .max()
                .orElse(0);
    }

    /** Figure 3: ANP-VS above the line between PAT's runs where it prunes most, and only there. */
    private static boolean aheadAtTheEnd() {
        Table table = table("sparsity-curves");
        Map<Double, Double> pat = new TreeMap<>();
        TreeMap<Double, Double> own = new TreeMap<>();
        for (Row row : table) {
            Map<Double, Double> curve =
                    row.getString("method").equals("PAT")
                            ? pat
                            : row.getString("method").equals("ANP-VS")
                                    ? own
                                    : new LinkedHashMap<>();
            curve.put(row.getDouble("sparsity_percent"), row.getDouble("pgd_percent"));
        }
        List<Map.Entry<Double, Double>> line = List.copyOf(pat.entrySet());
        for (Map.Entry<Double, Double> point : own.entrySet()) {
            for (int i = 1; i < line.size(); i++) {
                double from = line.get(i - 1).getKey();
                double to = line.get(i).getKey();
                if (point.getKey() >= from && point.getKey() <= to) {
                    double part = (point.getKey() - from) / (to - from);
                    double there =
                            line.get(i - 1).getValue() * (1 - part) + line.get(i).getValue() * part;
                    boolean last = point.getKey().equals(own.lastKey());
                    if (point.getValue() > there != last) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static String printed(PaperValue value) {
        return value.mean().toPlainString();
    }

    private static double paper(int table, String dataset, String model, Quantity quantity) {
        return quantity.ofTable(table).paper(dataset, model).orElseThrow().mean().doubleValue();
    }

    private static List<String> adversarial() {
        return Rows.baselines().stream().map(Method::label).toList();
    }

    /** Whether ANP-VS is better than every adversarially trained row of the paper's table. */
    private static boolean best(int table, String dataset, Quantity quantity) {
        double sign = quantity.higherIsBetter() ? 1 : -1;
        double own = sign * paper(table, dataset, "ANP-VS", quantity);
        return adversarial().stream()
                .allMatch(model -> own > sign * paper(table, dataset, model, quantity));
    }

    private static String paperBest(String dataset) {
        return adversarial().stream()
                .max(Comparator.comparingDouble(m -> paper(1, dataset, m, Quantity.WHITE_BOX)))
                .orElseThrow();
    }

    private static String overBest(String dataset) {
        double own = paper(1, dataset, "ANP-VS", Quantity.WHITE_BOX);
        double best = paper(1, dataset, paperBest(dataset), Quantity.WHITE_BOX);
        return Texts.format("%.2f", own - best);
    }

    private static boolean bestAtEveryRadius(String dataset) {
        List<PaperValue> table =
                PaperValues.all().stream()
                        .filter(v -> v.table() == 2 && v.dataset().equals(dataset))
                        .filter(v -> v.setting().contains("steps=40"))
                        .toList();
        assertEquals(32, table.size(), "eight rows, four radii");
        for (PaperValue own : table) {
            if (own.model().equals("ANP-VS")
                    && table.stream()
                            .anyMatch(
                                    v ->
                                            v.setting().equals(own.setting())
                                                    && adversarial().contains(v.model())
                                                    && v.mean().compareTo(own.mean()) >= 0)) {
                return false;
            }
        }
        return true;
    }
}
