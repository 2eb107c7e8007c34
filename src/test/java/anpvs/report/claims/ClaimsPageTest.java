package anpvs.report.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.model.LeNet5Caffe;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SampleResults;
import anpvs.report.SavedTable;
import anpvs.report.TableCell;
import anpvs.report.claims.Judgement.Verdict;
import anpvs.store.ExperimentSpec;
import anpvs.study.AutoAttackResult;
import anpvs.study.MissingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class ClaimsPageTest {
    private static final List<Integer> ALL = new LeNet5Caffe().maskLayout().units();
    private static final List<Integer> PRUNED = List.of(4, 23, 118, 72);

    private final Map<Method, List<Evaluation>> evaluations = new LinkedHashMap<>();
    private final Map<Method, List<AutoAttackResult>> attacks = new LinkedHashMap<>();

    private ClaimsPage page() {
        return page(null);
    }

    private ClaimsPage page(MatchedRuns matched) {
        return new ClaimsPage(SampleEvidence.of(evaluations, attacks, matched, Dataset.MNIST));
    }

    private static Schedule schedule(Method method) {
        return schedule(method, Dataset.MNIST, Profile.QUICK);
    }

    private static Schedule schedule(Method method, Dataset dataset, Profile profile) {
        return Schedule.of(ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, 0).recipe());
    }

    private static Judgement judgement(ClaimsPage page, String claim) {
        return page.judgements().stream()
                .filter(one -> one.claim().text().equals(claim))
                .findFirst()
                .orElseThrow();
    }

    private static Evaluation one(Method method, int seed, int robust) {
        return SampleResults.evaluation(
                method,
                seed,
                robust,
                method == Method.ANP_VS ? PRUNED : ALL,
                SampleResults.firstRight(9_800, robust, robust));
    }

    /** The same answers five times: a difference that no seed changes. */
    private static List<Evaluation> five(Method method, int robust) {
        return IntStream.range(0, 5).mapToObj(seed -> one(method, seed, robust)).toList();
    }

    private static final String THAN_ALL = "ANP-VS is more robust than every baseline";
    private static final String THAN_AT = "ANP-VS is more robust than AT";

    @Test
    void oneCounterexampleRefutesAndAllBaselinesAreNeededToHold() {
        evaluations.put(Method.ANP_VS, five(Method.ANP_VS, 7_800));
        evaluations.put(Method.AT, five(Method.AT, 7_600));
        Judgement open = judgement(page(), THAN_ALL);
        assertEquals(Verdict.OPEN, open.verdict());
        assertTrue(open.sureness(List.of(), 2).contains("1 of 5 methods measured"));
        assertEquals(Verdict.HOLDS, judgement(page(), THAN_AT).verdict());
        evaluations.put(Method.TRADES, five(Method.TRADES, 8_000));
        Judgement refuted = judgement(page(), THAN_ALL);
        assertEquals(Verdict.FAILS, refuted.verdict());
        assertEquals(Method.TRADES, refuted.worst().orElseThrow().other());
        for (Method other : Rows.baselines()) {
            evaluations.put(other, five(other, 7_500));
        }
        assertEquals(Verdict.HOLDS, judgement(page(), THAN_ALL).verdict());
        assertTrue(
                judgement(page(), THAN_ALL)
                        .sureness(List.of("start"), 2)
                        .startsWith("sure: 5 seeds, t test; schedules differ in start"));
    }

    /** TRADES beats AT by 1.20 points on seed 0 of MNIST and loses by 1.20 on seed 1. */
    @Test
    void oneSeedOnlyIndicates() {
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_720)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        Judgement above = judgement(page(), THAN_AT);
        assertTrue(above.tested().get(0).p() < 1e-9);
        assertEquals("on one seed: 1.2 points above", above.said());
        assertEquals(Verdict.INDICATION, above.verdict());
        assertEquals(
                "on one seed: 1.2 points above; one seed, McNemar's test on 10,000 images",
                above.sureness(List.of(), 2));
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 1, 7_480)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 1, 7_600)));
        assertEquals("on one seed: 1.2 points below", judgement(page(), THAN_AT).said());
        // what is counted needs no second seed
        assertEquals(
                Verdict.HOLDS, judgement(page(), "ANP-VS needs less memory than AT").verdict());
    }

    @Test
    void theComparisonThatRefutesIsShownAndNotALargerOneThatMayBeChance() {
        evaluations.put(Method.ANP_VS, five(Method.ANP_VS, 7_600));
        evaluations.put(Method.AT, five(Method.AT, 7_650));
        evaluations.put(
                Method.TRADES,
                IntStream.range(0, 5)
                        .mapToObj(s -> one(Method.TRADES, s, s % 2 == 0 ? 8_000 : 7_200))
                        .toList());
        Judgement refuted = judgement(page(), THAN_ALL);
        assertEquals(Verdict.FAILS, refuted.verdict());
        assertEquals(Method.AT, refuted.worst().orElseThrow().other());
    }

    /** Fewer images on one side: both are cut to those that both saw. */
    @Test
    void seedsAreComparedOnCommonImages() {
        for (int seed : new int[] {0, 1}) {
            attacks.computeIfAbsent(Method.ANP_VS, m -> new ArrayList<>())
                    .add(SampleResults.attacked(Method.ANP_VS, seed, 1_000, 200, 200));
            attacks.computeIfAbsent(Method.AT, m -> new ArrayList<>())
                    .add(SampleResults.attacked(Method.AT, seed, 200, 200, 200));
        }
        Judgement robust = judgement(page(), "ANP-VS is more robust than AT, under AutoAttack");
        assertEquals(0, robust.tested().get(0).contrast().difference(), 0);
    }

    @Test
    void whatCouldBeChanceIsNotDecided() {
        // 12 images that only ANP-VS has, none that only AT has: p = 2 / 2^12 alone
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_612)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        double alone = 2 / 4096.0;
        Judgement few = judgement(page(), THAN_AT);
        double tests =
                page().judgements().stream()
                        .flatMap(one -> one.tested().stream())
                        .filter(one -> !Double.isNaN(one.p()))
                        .count();
        assertTrue(tests > 1);
        double corrected = few.tested().get(0).p();
        assertTrue(corrected >= alone && corrected <= tests * alone + 1e-15, "p " + corrected);
        assertEquals("on one seed: 0.1 points above", few.said());
        // 6 images: p = 1 / 32 alone, more than 0.05 as one of several tests
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_606)));
        assertTrue(judgement(page(), THAN_AT).tested().get(0).p() > 0.05);
        assertEquals(
                "on one seed: 0.1 points above, which may be chance",
                judgement(page(), THAN_AT).said());
        // one number without spread: whether it is chance cannot be said
        Judgement v = judgement(page(), "ANP-VS is less vulnerable than AT (V)");
        assertTrue(v.said().matches("on one seed: [\\d.]+ (below|above)"), v.said());
        assertTrue(v.sureness(List.of(), 2).contains("one seed, no test"));
    }

    @Test
    void seedsDecideWhereThereAreSeveral() {
        for (Method method : List.of(Method.AT, Method.ANP_VS)) {
            evaluations.put(
                    method,
                    List.of(0, 1, 2, 3, 4).stream()
                            .map(seed -> one(method, seed, method == Method.AT ? 7_600 : 7_500))
                            .toList());
        }
        Judgement robust = judgement(page(), THAN_AT);
        assertEquals(Verdict.FAILS, robust.verdict(), "one point less in each of five seeds");
        assertTrue(robust.sureness(List.of(), 2).startsWith("sure: 5 seeds"));
        // V of the samples is larger where fewer images are right
        assertEquals(
                Verdict.FAILS,
                judgement(page(), "ANP-VS is less vulnerable than AT (V)").verdict());
        // counted from the networks: nothing to test
        Judgement memory = judgement(page(), "ANP-VS needs less memory than AT");
        assertEquals(Verdict.HOLDS, memory.verdict());
        assertTrue(Double.isNaN(memory.tested().get(0).p()));
        assertTrue(memory.sureness(List.of(), 2).startsWith("sure of these networks: counted"));
    }

    @Test
    void autoAttackIsJudgedOnTheSameImages() {
        // as accurate as the paper's, so that its networks may decide
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        attacks.put(
                Method.ANP_VS, List.of(SampleResults.attacked(Method.ANP_VS, 0, 1_000, 900, 800)));
        attacks.put(Method.AT, List.of(SampleResults.attacked(Method.AT, 0, 500, 460, 440)));
        Judgement robust = judgement(page(), "ANP-VS is more robust than AT, under AutoAttack");
        Contrast contrast = robust.tested().get(0).contrast();
        // of the first 500 images all stand with ANP-VS, 440 with AT
        assertEquals(500, contrast.tested().pairs());
        assertEquals(12, contrast.difference(), 1e-9);
        assertEquals("on one seed: 12.0 points above", robust.said());
        String gap =
                "Greater resources do not help an attack on ANP-VS: AutoAttack leaves what PGD-40"
                        + " leaves, to a point";
        // 90 against 80 % of 1,000
        assertEquals("on one seed: 10.0 points below", judgement(page(), gap).said());
        attacks.put(
                Method.ANP_VS, List.of(SampleResults.attacked(Method.ANP_VS, 0, 1_000, 900, 895)));
        assertEquals(
                "on one seed: 0.5 points below, which may be chance; one seed, score interval, as if"
                        + " on different images",
                judgement(page(), gap).sureness(List.of(), 2));
        attacks.put(
                Method.ANP_VS,
                List.of(0, 1, 2).stream()
                        .map(s -> SampleResults.attacked(Method.ANP_VS, s, 1_000, 900, 895))
                        .toList());
        assertEquals(Verdict.HOLDS, judgement(page(), gap).verdict());
        assertEquals(
                "fairly sure: 3 seeds, t interval", judgement(page(), gap).sureness(List.of(), 2));
    }

    @Test
    void matchedRunsHaveAJudgementOfTheirOwn() {
        evaluations.put(Method.ANP_VS, five(Method.ANP_VS, 7_800));
        evaluations.put(Method.AT, five(Method.AT, 7_600));
        MatchedRuns matched =
                new MatchedRuns(
                        schedule(Method.ANP_VS),
                        five(Method.ANP_VS, 7_500),
                        five(Method.AT, 7_700));
        String claim = "ANP-VS is more robust than AT, equal schedules";
        assertEquals(Verdict.UNMEASURED, judgement(page(), claim).verdict());
        Judgement found = judgement(page(matched), claim);
        assertEquals(Verdict.FAILS, found.verdict());
        assertTrue(found.sureness(List.of("start"), 2).endsWith("same schedule of 2 epochs"));
        assertEquals(Verdict.HOLDS, judgement(page(matched), THAN_AT).verdict());
        assertEquals(List.of("start"), schedule(Method.AT).differences(schedule(Method.ANP_VS)));
        assertTrue(schedule(Method.AT).differences(schedule(Method.AT)).isEmpty());
    }

    @Test
    void theTableShowsNumbersVerdictsAndThePapersDifference() {
        evaluations.put(Method.ANP_VS, five(Method.ANP_VS, 7_800));
        evaluations.put(Method.AT, five(Method.AT, 7_600));
        SavedTable table = page().table();
        assertEquals("claims-mnist-quick", table.id());
        Table data = table.data();
        Row row = data.where(data.stringColumn("claim").isEqualTo(THAN_AT)).row(0);
        assertEquals(78, row.getDouble("first_value"), 1e-9);
        assertEquals(76, row.getDouble("against_value"), 1e-9);
        assertEquals(2, row.getDouble("difference"), 1e-9);
        assertEquals(3.28, row.getDouble("paper_difference"), 1e-9); // 91.31 - 88.03
        assertEquals("holds", row.getString("verdict"));
        assertTrue(row.getString("how_sure").contains("schedules differ in start"));
        String text = table.grid().toText();
        assertTrue(text.contains("train it"), text);
        assertFalse(text.contains("NaN"), text);
        assertTrue(text.lines().filter(line -> line.contains("holds")).count() > 1);
    }

    private ClaimsPage cifar(Profile profile, int clean) {
        return new ClaimsPage(
                SampleEvidence.of(
                        Map.of(
                                Method.ANP_VS, cifar(Method.ANP_VS, 1_841, clean),
                                Method.AT, cifar(Method.AT, 2_630, clean)),
                        Map.of(),
                        null,
                        Dataset.CIFAR10,
                        profile));
    }

    private static List<Evaluation> cifar(Method method, int robust, int clean) {
        List<Integer> units = method == Method.ANP_VS ? PRUNED : ALL;
        return IntStream.range(0, 5)
                .mapToObj(
                        seed ->
                                SampleResults.evaluation(
                                        method,
                                        seed,
                                        robust,
                                        clean,
                                        units,
                                        SampleResults.firstRight(clean, robust, robust),
                                        5))
                .toList();
    }

    @Test
    void networksThatHardlyTrainedOnlyIndicate() {
        // the paper's AT has 87.50 %: 77.50 is near enough, 77.49 is not
        assertEquals(Verdict.FAILS, judgement(cifar(Profile.QUICK, 7_750), THAN_AT).verdict());
        Judgement few = judgement(cifar(Profile.QUICK, 7_749), THAN_AT);
        assertEquals(Verdict.INDICATION, few.verdict());
        int papers = schedule(Method.ANP_VS, Dataset.CIFAR10, Profile.PAPER).steps();
        assertEquals(156_200, papers, "200 epochs of 781 batches");
        int ours = schedule(Method.ANP_VS, Dataset.CIFAR10, Profile.QUICK).steps();
        int theirs = schedule(Method.AT, Dataset.CIFAR10, Profile.QUICK).steps();
        assertEquals(
                Authority.ofSteps((double) ours / papers, (double) theirs / papers)
                        + ": 7.9 points below",
                few.said());
        assertTrue(
                few.sureness(List.of(), 2)
                        .contains("AT has 77.49 % clean accuracy, in the paper 87.50"),
                few.sureness(List.of(), 2));
        // what is counted from a network says no more than the network does
        Judgement memory =
                judgement(cifar(Profile.QUICK, 7_749), "ANP-VS needs less memory than AT");
        assertEquals(Verdict.INDICATION, memory.verdict());
        // the paper's own schedule decides, whatever comes out
        assertEquals(Verdict.FAILS, judgement(cifar(Profile.PAPER, 5_000), THAN_AT).verdict());
        String text = cifar(Profile.QUICK, 7_749).table().grid().toText();
        assertTrue(text.contains(Authority.RULE), text);
        assertTrue(text.contains("indication"), text);
    }

    @Test
    void claimsAboutCleanTrainingAreDecidedByStandard() {
        Claim clean =
                new Claim(
                        "BP is as accurate as Standard",
                        "5",
                        Quantity.CLEAN,
                        Method.BP,
                        List.of(Method.STANDARD),
                        -1,
                        1,
                        false);
        assertEquals(Method.STANDARD, clean.baseline());
        Claim.of("CIFAR-10").forEach(claim -> assertEquals(Method.AT, claim.baseline()));
        ClaimEvidence evidence =
                SampleEvidence.of(
                        Map.of(Method.STANDARD, cifar(Method.STANDARD, 0, 8_276)),
                        Map.of(),
                        null,
                        Dataset.CIFAR10);
        // the paper's Standard has 92.76 %
        assertTrue(evidence.authority(clean, Method.STANDARD).decides());
    }

    @Test
    void syntheticImagesDecideNothing() {
        ClaimEvidence glyphs =
                SampleEvidence.of(
                        Map.of(
                                Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_800)),
                                Method.AT, List.of(one(Method.AT, 0, 7_600))),
                        Map.of(),
                        null,
                        Dataset.GLYPHS,
                        Profile.SMOKE);
        assertEquals(
                "on synthetic images, one seed: 2.0 points above",
                judgement(new ClaimsPage(glyphs), THAN_AT).said());
    }

    @Test
    void theSummaryHasTenLines() {
        evaluations.put(Method.ANP_VS, five(Method.ANP_VS, 7_800));
        evaluations.put(Method.AT, five(Method.AT, 7_600));
        SavedTable summary = page().summary();
        assertEquals("claims-summary-mnist-quick", summary.id());
        assertEquals(10, summary.grid().rows().size());
        List<String> second = summary.grid().rows().get(1).stream().map(TableCell::text).toList();
        assertEquals(List.of(THAN_AT, "91.31, AT 88.03", "78.00, AT 76.00", "holds"), second);
        // against all baselines the paper's hardest is TRADES
        assertEquals("91.31, TRADES 89.67", summary.grid().rows().get(0).get(1).text());
        assertEquals("\u2013", summary.grid().rows().get(3).get(1).text(), "no AutoAttack there");
        assertEquals("not measured", summary.grid().rows().get(3).get(3).text());
        for (String dataset : List.of("MNIST", "CIFAR-10", "CIFAR-100")) {
            List<Claim> main = Claim.of(dataset).subList(0, Claim.SUMMARY);
            assertTrue(
                    main.stream().anyMatch(c -> c.quantity() == Quantity.MEMORY)
                            && main.stream().anyMatch(c -> c.first() == Method.ANP)
                            && main.stream().anyMatch(Claim::matched),
                    dataset);
        }
    }

    /** Being asked by two claims makes a comparison no two tests. */
    @Test
    void aComparisonIsTestedOnce() {
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_612)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        double all = judgement(page(), THAN_ALL).tested().get(0).p();
        assertEquals(all, judgement(page(), THAN_AT).tested().get(0).p(), 0);
        // the one test there is: robust accuracy; black-box accuracies are equal, p = 1
        assertEquals(2 * 2 / 4096.0, all, 1e-12);
    }

    @Test
    void withoutAnyRunThereIsAdviceAndNoTable() {
        MissingModel missing = assertThrows(MissingModel.class, page()::table);
        assertTrue(missing.getMessage().contains("train it"), missing.getMessage());
    }

    @Test
    void everyDataSetHasItsClaims() {
        for (String dataset : List.of("MNIST", "CIFAR-10", "CIFAR-100")) {
            List<Claim> claims = Claim.of(dataset);
            assertEquals(
                    claims.size(), claims.stream().map(Claim::text).distinct().count(), dataset);
            assertTrue(claims.stream().anyMatch(claim -> claim.quantity() == Quantity.AUTO_ATTACK));
        }
        // section 5.2 says this of CIFAR alone
        assertTrue(
                Claim.of("MNIST").stream()
                        .noneMatch(
                                claim ->
                                        claim.text()
                                                .contains(
                                                        "more accurate on clean images than every")));
        // with nothing measured every claim is open
        assertTrue(
                page().judgements().stream().allMatch(one -> one.verdict() == Verdict.UNMEASURED));
    }
}
