package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.Texts;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.mask.BetaBernoulliMask;
import anpvs.method.MaskSettings.BetaBernoulli;
import anpvs.method.Networks;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.report.claims.ClaimsPage;
import anpvs.report.claims.PairedTable;
import anpvs.report.tables.MainResults;
import anpvs.store.EpochRecord;
import anpvs.store.Run;
import anpvs.store.RunDifference;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.study.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables in README.md and docs/ that are made from the archived records: each stands between two
 * marks. With {@code -Danpvs.documents=write} they are written anew.
 */
class DocumentTablesTest {
    private static final Pattern MADE =
            Pattern.compile(
                    "(<!-- from records: (\\w+) (\\w+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

    @TempDir private Path folder;

    private static List<Path> documents() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), pages)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyTableIsThatOfTheRecords() throws IOException {
        RunStore archive = CommittedResultsTest.copyOfTheRecords(folder.resolve("runs"), true);
        List<String> made = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            String anew = MADE.matcher(text).replaceAll(mark -> made(mark, archive, made));
            if ("write".equals(System.getProperty("anpvs.documents"))) {
                Files.writeString(document, anew);
            } else {
                assertEquals(anew, text, document.toString());
            }
        }
        assertTrue(
                made.containsAll(List.of("claims MNIST", "main MNIST", "paired MNIST")),
                made.toString());
    }

    private String made(MatchResult mark, RunStore archive, List<String> made) {
        Dataset dataset = Dataset.of(mark.group(3));
        Context context =
                new Context(
                        Profile.QUICK,
                        dataset,
                        archive,
                        new DataFolder(folder.resolve("data")),
                        Progress::silent,
                        missing -> {});
        made.add(mark.group(2) + " " + dataset);
        TableView grid =
                switch (mark.group(2)) {
                    case "claims" -> ClaimsPage.of(context).summary().grid();
                    case "main" -> MainResults.of(context).overview();
                    case "paired" -> equalSchedules(PairedTable.of(context).table().grid());
                    case "heldout" -> heldOut(archive, dataset);
                    case "trials" -> trials(archive, dataset);
                    default -> throw new AssertionError("unknown table: " + mark.group());
                };
        return Matcher.quoteReplacement(mark.group(1) + markdown(grid) + mark.group(4));
    }

    /** What runs that hold training images out did on them, epoch by epoch. */
    private static TableView heldOut(RunStore archive, Dataset dataset) {
        List<TableColumn<Run>> columns =
                List.of(
                        TableColumn.shown("method", run -> run.spec().recipe().method().label()),
                        TableColumn.shown("images a step", DocumentTablesTest::batch),
                        TableColumn.shown("rate", DocumentTablesTest::rate),
                        TableColumn.shown("attack steps", DocumentTablesTest::attackSteps),
                        TableColumn.shown("clean (%)", run -> byEpoch(run, one -> clean(one))),
                        TableColumn.shown("under PGD (%)", run -> byEpoch(run, one -> robust(one))),
                        TableColumn.shown("units pruned (%)", run -> byEpoch(run, pruned(run))),
                        TableColumn.shown("hours", DocumentTablesTest::hours),
                        TableColumn.shown("run", Run::id));
        List<Run> runs =
                holdingOut(archive, dataset)
                        .filter(run -> run.spec().recipe().epochs() > 6)
                        .toList();
        return TableColumn.grid("held out", columns, runs, List.of());
    }

    private static Stream<Run> holdingOut(RunStore archive, Dataset dataset) {
        return archive.list().stream()
                .filter(run -> run.spec().recipe().dataset() == dataset)
                .filter(run -> run.spec().recipe().validationImages() != null);
    }

    /** What short runs did on them in the end, each beside the first in what it changes. */
    private static TableView trials(RunStore archive, Dataset dataset) {
        Run plain = archive.find("cifar10-at-quick-s0-d033d6d9cfee");
        List<Run> runs =
                holdingOut(archive, dataset)
                        .filter(run -> run.spec().recipe().epochs() <= 6)
                        .sorted(
                                Comparator.comparing(
                                        run ->
                                                run.id().equals(plain.id())
                                                        ? ""
                                                        : changed(plain, run)))
                        .toList();
        List<TableColumn<Run>> columns =
                List.of(
                        TableColumn.shown("changed", run -> changed(plain, run)),
                        TableColumn.shown("clean (%)", run -> last(run, one -> clean(one))),
                        TableColumn.shown("under PGD (%)", run -> last(run, one -> robust(one))),
                        TableColumn.shown("run", Run::id));
        return TableColumn.grid("trials", columns, runs, List.of());
    }

    private static String changed(Run plain, Run run) {
        String words =
                RunDifference.between(plain, run).stream()
                        .filter(one -> one.field().matches("spec[.](recipe[.].*|seed)"))
                        .map(
                                one ->
                                        one.field().replaceFirst("spec[.](recipe[.])?", "")
                                                + "="
                                                + one.second())
                        .collect(Collectors.joining(", "));
        return words.isEmpty() ? TableColumn.NONE : words;
    }

    private static String last(Run run, Function<EpochRecord, Double> value) {
        return Texts.format("%.1f", value.apply(last(run)));
    }

    private static String byEpoch(Run run, Function<EpochRecord, Double> value) {
        List<Double> values = run.epochs().stream().map(value).toList();
        return values.contains(null)
                ? TableColumn.NONE
                : values.stream()
                        .map(one -> Texts.format("%.1f", one))
                        .collect(Collectors.joining(" "));
    }

    @Test
    void theTrialsSayWhatBfloat16ChangesBesideAnotherSeed() throws IOException {
        RunStore archive = new RunStore(Path.of("runs"));
        EpochRecord plain = lastOf(archive, "cifar10-at-quick-s0-84c88d4f162e");
        EpochRecord rounded = lastOf(archive, "cifar10-at-quick-s0-7ee7fa3e6297");
        EpochRecord other = lastOf(archive, "cifar10-at-quick-s1-b7e97b2fcae1");
        double clean = Math.abs(clean(rounded) - clean(plain));
        double robust = Math.abs(robust(rounded) - robust(plain));
        double seedClean = Math.abs(clean(other) - clean(plain));
        double seedRobust = Math.abs(robust(other) - robust(plain));
        String text =
                Texts.format(
                        "Training in bfloat16 changes AT by %.1f points of clean accuracy and %.1f"
                                + " under PGD, another seed by %.1f and %.1f",
                        clean, robust, seedClean, seedRobust);
        assertTrue(clean < seedClean && robust < seedRobust, text);
        pageOfSchedulesSays(text);
    }

    private static void pageOfSchedulesSays(String text) throws IOException {
        String page = Files.readString(Path.of("docs/schedules.md")).replaceAll("\\s+", " ");
        assertTrue(page.contains(text), text);
    }

    private static EpochRecord lastOf(RunStore archive, String id) {
        return last(archive.find(id));
    }

    private static EpochRecord last(Run run) {
        List<EpochRecord> epochs = run.epochs();
        return epochs.get(epochs.size() - 1);
    }

    private static double klWeight(Run run) {
        return ((BetaBernoulli) run.spec().recipe().mask()).learning().klWeight();
    }

    private static Double clean(EpochRecord epoch) {
        return epoch.validation().cleanAccuracy();
    }

    private static Double robust(EpochRecord epoch) {
        return epoch.validation().robustAccuracy();
    }

    private static Function<EpochRecord, Double> pruned(Run run) {
        return epoch -> {
            int kept = epoch.active().stream().mapToInt(Integer::intValue).sum();
            int all = Networks.of(run.spec().recipe()).maskLayout().total();
            return epoch.active().isEmpty() ? null : 100.0 * (all - kept) / all;
        };
    }

    private static String batch(Run run) {
        return Integer.toString(run.spec().recipe().batchSize());
    }

    private static String rate(Run run) {
        return Numbers.decimal(run.spec().recipe().weightRate());
    }

    private static String attackSteps(Run run) {
        PgdSettings attack = run.spec().recipe().attack();
        return attack == null
                ? TableColumn.NONE
                : attack.steps() + " of " + Numbers.decimal(attack.stepSize());
    }

    private static String hours(Run run) {
        Double processor = run.provenance().processorSeconds();
        double seconds = processor == null ? run.provenance().seconds() : processor;
        return Texts.format("%.1f", seconds / 3600);
    }

    /** The rows that compare runs of equal schedules. */
    private static TableView equalSchedules(TableView paired) {
        List<List<TableCell>> rows = new ArrayList<>();
        boolean inside = false;
        for (List<TableCell> row : paired.rows()) {
            String against = row.get(0).text();
            inside = against.isEmpty() ? inside : against.equals("AT, equal schedules");
            if (inside) {
                rows.add(row);
            }
        }
        return new TableView(paired.caption(), paired.columns(), rows, List.of());
    }

    private static String markdown(TableView grid) {
        StringBuilder text = new StringBuilder(line(grid.columns()));
        text.append(line(grid.columns().stream().map(title -> "---").toList()));
        for (List<TableCell> row : grid.rows()) {
            text.append(line(row.stream().map(DocumentTablesTest::cell).toList()));
        }
        return text.toString();
    }

    private static String cell(TableCell cell) {
        return cell.look().best() ? "**" + cell.text() + "**" : cell.text();
    }

    private static String line(List<String> cells) {
        return ("| " + String.join(" | ", cells) + " |\n").replaceAll(" +\\|", " |");
    }

    private static final String THIRD_AT = "cifar10-at-quick-s0-775e582be8b1";
    private static final String FOURTH_AT = "cifar10-at-quick-s0-262d447e0272";

    @Test
    void eachScheduleOfCifarIsMoreAccurateUnderAttackThanTheOneBefore() throws IOException {
        RunStore archive = new RunStore(Path.of("runs"));
        double first = robust(lastOf(archive, "cifar10-at-quick-s0-03df161a0443"));
        double second = robust(lastOf(archive, "cifar10-at-quick-s0-24a46e5647cd"));
        EpochRecord third = lastOf(archive, THIRD_AT);
        EpochRecord fourth = lastOf(archive, FOURTH_AT);
        assertTrue(first < second && second < robust(third), first + ", " + second);
        pageOfSchedulesSays(
                Texts.format(
                        "Schedule 4 gains %.1f points there and loses %.1f on clean images",
                        robust(fourth) - robust(third), clean(third) - clean(fourth)));
    }

    @Test
    void thePageOfSchedulesSaysWhatTheTrialsOfTheFourthChanged() throws IOException {
        RunStore archive = new RunStore(Path.of("runs"));
        EpochRecord late = lastOf(archive, "cifar10-at-quick-s0-7ee7fa3e6297");
        EpochRecord sooner = lastOf(archive, "cifar10-at-quick-s0-f59c70853de9");
        EpochRecord six = lastOf(archive, "cifar10-at-quick-s0-cf2f7575b954");
        EpochRecord seed = lastOf(archive, "cifar10-at-quick-s0-84c88d4f162e");
        EpochRecord other = lastOf(archive, "cifar10-at-quick-s1-b7e97b2fcae1");
        double rates = robust(sooner) - robust(late);
        double weight = robust(six) - robust(sooner);
        assertTrue(Math.max(rates, weight) <= Math.abs(robust(seed) - robust(other)));
        String text =
                Texts.format(
                        "adds %.1f points under PGD; the latter adds %.1f and costs %.1f on clean",
                        rates, weight, clean(sooner) - clean(six));
        pageOfSchedulesSays(text);
        Run anpVs = archive.find("cifar10-anp-vs-quick-s0-cbe27ee36fd7");
        double pruned = pruned(anpVs).apply(last(anpVs));
        pageOfSchedulesSays(Texts.format("it pruned %.1f %%", pruned));
    }

    @Test
    void thePageOfSchedulesSaysHowAccurateTheyAreOnTestImages() throws IOException {
        Evaluation third = evaluated(THIRD_AT);
        Evaluation fourth = evaluated(FOURTH_AT);
        pageOfSchedulesSays(
                Texts.format(
                        "is %.2f %% accurate, and %.2f %% under PGD-40; AT of schedule 4 %.2f %%"
                                + " and %.2f %%, which meets the aim",
                        third.clean().percent(),
                        third.attacked().percent(),
                        fourth.clean().percent(),
                        fourth.attacked().percent()));
        assertTrue(fourth.clean().percent() >= 64 && fourth.attacked().percent() >= 35);
        Evaluation pruned = evaluated("cifar10-anp-vs-quick-s0-f6715858f28f");
        pageOfSchedulesSays(
                Texts.format(
                        "is %.2f %% accurate, %.2f %% under PGD-40, with %.2f %% of its units pruned,"
                                + " which meets the aim",
                        pruned.clean().percent(), pruned.attacked().percent(), pruned.sparsity()));
        assertTrue(fourth.clean().percent() - pruned.clean().percent() <= 8);
        assertTrue(pruned.sparsity() >= 40);
    }

    private static Evaluation evaluated(String id) {
        return Evaluation.of(new RunStore(Path.of("runs")).find(id)).all().stream()
                .filter(one -> one.clean().images() == 10_000)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePageOfSchedulesSaysHowMuchBpPrunes() throws IOException {
        RunStore archive = new RunStore(Path.of("runs"));
        Run first = archive.find("cifar10-bp-quick-s0-ea5a32b4e038");
        Run fourth = archive.find("cifar10-bp-quick-s0-55cecd7e1065");
        assertEquals(8, klWeight(first));
        assertEquals(8, klWeight(fourth));
        assertEquals(1, klWeight(archive.find("cifar10-anp-vs-quick-s0-cbe27ee36fd7")));
        String text =
                Texts.format(
                        "it pruned %.1f %% in schedule 1 and %.1f %% in schedule 4",
                        pruned(first).apply(last(first)), pruned(fourth).apply(last(fourth)));
        pageOfSchedulesSays(text);
    }

    @Test
    void thePageOfSchedulesSaysHowManySurvivingUnitsOfTheCifarMaskAreMostlyKept()
            throws IOException {
        Run run = new RunStore(Path.of("runs")).find("cifar10-anp-vs-quick-s0-f6715858f28f");
        try (TrainedModel model = TrainedModel.open(run)) {
            double[] surviving =
                    Arrays.stream(model.mask().expectedValues())
                            .filter(one -> one > BetaBernoulliMask.THRESHOLD)
                            .toArray();
            double above = Arrays.stream(surviving).filter(one -> one > 0.5).count();
            pageOfSchedulesSays(
                    Texts.format("%.0f %% of the surviving units", 100 * above / surviving.length));
        }
    }

    /** Links between the pages, and to files of the repository. */
    @Test
    void everyLinkLeadsToAFileAndEveryPageIsListed() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)");
        String index = Files.readString(Path.of("docs/README.md"));
        List<String> wrong = new ArrayList<>();
        for (Path document : documents()) {
            Path at = document.toAbsolutePath().getParent();
            link.matcher(Files.readString(document))
                    .results()
                    .map(found -> at.resolve(found.group(1)))
                    .filter(file -> !Files.exists(file))
                    .forEach(file -> wrong.add(document + " links " + file));
            String name = document.getFileName().toString();
            if (!name.equals("README.md") && !index.contains("(" + name + ")")) {
                wrong.add("docs/README.md does not list " + name);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** The first page's answer to its own question. */
    @Test
    void theReadmeCountsTheVerdictsOfItsTable() throws IOException {
        String text = Files.readString(Path.of("README.md"));
        String sentence =
                "Of ten main claims, %s holds in the archived MNIST runs, %s is refuted, %s are not decided"
                        .formatted(
                                verdicts(text, "holds"),
                                verdicts(text, "does not hold"),
                                verdicts(text, "not decided"));
        String one = verdicts(text, "on one seed: .*");
        String rest =
                " with up to three seeds, and %s "
                        + (one.equals("one") ? "rests" : "rest")
                        + " on a single seed";
        String page = text.replaceAll("\\s+", " ");
        assertTrue(page.contains(sentence + rest.formatted(one)), sentence);
    }

    private static String verdicts(String page, String verdict) {
        Pattern row = Pattern.compile("\\|.* \\| " + verdict + " \\|");
        long rows = page.lines().filter(line -> row.matcher(line).matches()).count();
        return List.of("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
                .get((int) rows);
    }

    /** A first page that can be read at once. */
    @Test
    void theReadmeIsShort() throws IOException {
        byte[] readme = Files.readAllBytes(Path.of("README.md"));
        assertTrue(readme.length <= 12 * 1024, readme.length + " bytes");
        assertTrue(Files.readAllLines(Path.of("README.md")).size() <= 200);
    }
}
