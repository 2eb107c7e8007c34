package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.experiment.Evaluation;
import anpvs.experiment.ExperimentSpec;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.model.LeNet5Caffe;
import anpvs.report.Judgement.Verdict;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class ClaimsPageTest {
    private static final List<Integer> ALL = new LeNet5Caffe().maskLayout().units();
    private static final List<Integer> PRUNED = List.of(4, 23, 118, 72);

    private final Map<Method, List<Evaluation>> evaluations = new LinkedHashMap<>();
    private final Map<Method, List<Attacked>> attacks = new LinkedHashMap<>();

    private ClaimsPage page() {
        return page(null);
    }

    private ClaimsPage page(MatchedRuns matched) {
        Map<Method, Schedule> schedules = new EnumMap<>(Method.class);
        for (Method method : Method.values()) {
            schedules.put(method, schedule(method));
        }
        return new ClaimsPage(
                new ClaimEvidence(evaluations, attacks, matched, schedules),
                Samples.origin(Dataset.MNIST),
                List.of("train it"));
    }

    private static Schedule schedule(Method method) {
        return Schedule.of(
                ExperimentSpec.of(method, Dataset.MNIST, Profile.QUICK, Fidelity.PAPER, 0)
                        .recipe());
    }

    private static Judgement judgement(ClaimsPage page, String claim) {
        return page.judgements().stream()
                .filter(one -> one.claim().text().equals(claim))
                .findFirst()
                .orElseThrow();
    }

    private static Evaluation one(Method method, int seed, int robust) {
        return Samples.evaluation(
                method,
                seed,
                robust,
                method == Method.ANP_VS ? PRUNED : ALL,
                Samples.firstRight(9_800, robust, robust));
    }

    private static final String THAN_ALL =
            "ANP-VS is more robust than every adversarially trained baseline";
    private static final String THAN_AT = "ANP-VS is more robust than AT";

    @Test
    void oneCounterexampleRefutesAndAllBaselinesAreNeededToHold() {
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_800)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        Judgement open = judgement(page(), THAN_ALL);
        assertEquals(Verdict.OPEN, open.verdict());
        assertTrue(open.sureness(List.of()).contains("1 of 5 methods measured"));
        assertEquals(Verdict.HOLDS, judgement(page(), THAN_AT).verdict());
        evaluations.put(Method.TRADES, List.of(one(Method.TRADES, 0, 8_000)));
        Judgement refuted = judgement(page(), THAN_ALL);
        assertEquals(Verdict.FAILS, refuted.verdict());
        assertEquals(Method.TRADES, refuted.worst().orElseThrow().other());
        for (Method other : Rows.baselines()) {
            evaluations.put(other, List.of(one(other, 0, 7_500)));
        }
        assertEquals(Verdict.HOLDS, judgement(page(), THAN_ALL).verdict());
        assertTrue(
                judgement(page(), THAN_ALL)
                        .sureness(List.of("start"))
                        .startsWith(
                                "sure of these two networks, not of other seeds: one seed, McNemar's"
                                        + " test on 10,000 images; schedules differ in start"));
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
        assertEquals(Verdict.HOLDS, few.verdict());
        // 6 images: p = 1 / 32 alone, more than 0.05 as one of several tests
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_606)));
        assertTrue(judgement(page(), THAN_AT).tested().get(0).p() > 0.05);
        assertEquals(Verdict.OPEN, judgement(page(), THAN_AT).verdict());
        // one number without spread
        Judgement v = judgement(page(), "ANP-VS is less vulnerable than AT (V)");
        assertEquals(Verdict.OPEN, v.verdict());
        assertTrue(v.sureness(List.of()).contains("one seed, no test"));
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
        assertTrue(robust.sureness(List.of()).startsWith("sure: 5 seeds"));
        // V of the samples is larger where fewer images are right
        assertEquals(
                Verdict.FAILS,
                judgement(page(), "ANP-VS is less vulnerable than AT (V)").verdict());
        // counted from the networks: nothing to test
        Judgement memory = judgement(page(), "ANP-VS needs less memory than AT");
        assertEquals(Verdict.HOLDS, memory.verdict());
        assertTrue(Double.isNaN(memory.tested().get(0).p()));
        assertTrue(memory.sureness(List.of()).startsWith("sure of these networks: counted"));
    }

    @Test
    void autoAttackIsJudgedOnTheSameImages() {
        attacks.put(Method.ANP_VS, List.of(Samples.attacked(Method.ANP_VS, 0, 1_000, 900, 800)));
        attacks.put(Method.AT, List.of(Samples.attacked(Method.AT, 0, 500, 460, 440)));
        Judgement robust = judgement(page(), "ANP-VS is more robust than AT, under AutoAttack");
        Contrast contrast = robust.tested().get(0).contrast();
        // of the first 500 images all stand with ANP-VS, 440 with AT
        assertEquals(500, contrast.tested().pairs());
        assertEquals(12, contrast.difference(), 1e-9);
        assertEquals(Verdict.HOLDS, robust.verdict());
        String gap =
                "Greater resources do not help an attack on ANP-VS: AutoAttack leaves what PGD-40"
                        + " leaves, to a point";
        // 90 against 80 % of 1,000
        assertEquals(Verdict.FAILS, judgement(page(), gap).verdict());
        attacks.put(Method.ANP_VS, List.of(Samples.attacked(Method.ANP_VS, 0, 1_000, 900, 895)));
        assertEquals(Verdict.OPEN, judgement(page(), gap).verdict());
        attacks.put(
                Method.ANP_VS, List.of(Samples.attacked(Method.ANP_VS, 0, 10_000, 9_990, 9_985)));
        assertEquals(Verdict.HOLDS, judgement(page(), gap).verdict());
        assertTrue(
                judgement(page(), gap)
                        .sureness(List.of())
                        .startsWith("sure of this network, not of other seeds"));
    }

    @Test
    void matchedRunsHaveAJudgementOfTheirOwn() {
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_800)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
        MatchedRuns matched =
                new MatchedRuns(
                        schedule(Method.ANP_VS),
                        List.of(one(Method.ANP_VS, 1, 7_500)),
                        List.of(one(Method.AT, 1, 7_700)));
        String claim = "ANP-VS is more robust than AT, trained by equal schedules";
        assertEquals(Verdict.OPEN, judgement(page(), claim).verdict());
        Judgement found = judgement(page(matched), claim);
        assertEquals(Verdict.FAILS, found.verdict());
        assertTrue(found.sureness(List.of("start")).endsWith("same schedule"));
        assertEquals(Verdict.HOLDS, judgement(page(matched), THAN_AT).verdict());
        assertEquals(List.of("start"), schedule(Method.AT).differences(schedule(Method.ANP_VS)));
        assertTrue(schedule(Method.AT).differences(schedule(Method.AT)).isEmpty());
    }

    @Test
    void theTableShowsNumbersVerdictsAndThePapersDifference() {
        evaluations.put(Method.ANP_VS, List.of(one(Method.ANP_VS, 0, 7_800)));
        evaluations.put(Method.AT, List.of(one(Method.AT, 0, 7_600)));
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
                        .noneMatch(claim -> claim.text().contains("highest clean accuracy")));
        // with nothing measured every claim is open
        assertTrue(page().judgements().stream().allMatch(one -> one.verdict() == Verdict.OPEN));
    }
}
