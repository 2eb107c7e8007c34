package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.RecordComponents;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentSpecTest {
    private static final ExperimentSpec ANP_VS = mnist(Method.ANP_VS, 3);

    private static ExperimentSpec mnist(Method method, long seed) {
        return ExperimentSpec.of(method, Dataset.MNIST, Profile.QUICK, Fidelity.PAPER, seed);
    }

    private static ExperimentSpec cifar10(Profile profile) {
        return ExperimentSpec.of(Method.AT, Dataset.CIFAR10, profile, Fidelity.PAPER, 0);
    }

    private static ExperimentSpec fixed() {
        return new ExperimentSpec(
                RecordComponents.of(
                        Recipe.class,
                        Map.ofEntries(
                                Map.entry("method", Method.AT),
                                Map.entry("dataset", Dataset.MNIST),
                                Map.entry("profile", Profile.QUICK),
                                Map.entry("fidelity", Fidelity.PAPER),
                                Map.entry("trainImages", 60_000),
                                Map.entry("epochs", 10),
                                Map.entry("batchSize", 64),
                                Map.entry("attack", new PgdSettings(0.3, 0.01, 20)),
                                Map.entry("evaluation", new PgdSettings(0.3, 0.01, 40)),
                                Map.entry("adversarialWeight", 2.0),
                                Map.entry("weightDecay", 1e-4),
                                Map.entry("weightRate", 1e-3),
                                Map.entry("boundaries", List.of(0.5, 0.7)))),
                5,
                null);
    }

    @Test
    void canonicalTextHasSortedNamesPlainNumbersAndNoNulls() {
        assertEquals(
                "{\"recipe\":{\"adversarialWeight\":2,\"attack\":{\"epsilon\":0.3,\"stepSize\":0.01,"
                        + "\"steps\":20},\"batchSize\":64,\"boundaries\":[0.5,0.7],\"dataset\":"
                        + "\"MNIST\",\"epochs\":10,\"evaluation\":{\"epsilon\":0.3,\"stepSize\":0.01,"
                        + "\"steps\":40},\"fidelity\":{\"firstLatentGradient\":true,\"name\":"
                        + "\"paper\",\"priorPerLayerUnits\":true,\"sharedNoise\":true,"
                        + "\"wholeTestSet\":true},\"method\":\"AT\",\"profile\":\"QUICK\","
                        + "\"trainImages\":60000,\"vulnerabilityWeight\":0,\"weightDecay\":0.0001,"
                        + "\"weightRate\":0.001},\"seed\":5}",
                fixed().canonicalJson());
    }

    @Test
    void runIdIsTheHashOfTheCanonicalText() {
        // printf %s TEXT | sha256sum, with the text of the test above
        assertEquals("mnist-at-quick-s5-25f2793b141c", fixed().runId());
    }

    @Test
    void everythingThatDecidesTheOutcomeChangesTheId() {
        assertEquals(ANP_VS.runId(), mnist(Method.ANP_VS, 3).runId());
        ExperimentSpec otherSeed = mnist(Method.ANP_VS, 4);
        assertNotEquals(ANP_VS.runId(), otherSeed.runId());
        assertNotEquals(ANP_VS.start(), otherSeed.start());
        assertNotEquals(ANP_VS.runId(), ANP_VS.with(Map.of("mask.rate", "0.5")).runId());
        assertEquals(ANP_VS.start(), ANP_VS.with(Map.of("mask.rate", "0.5")).start());
    }

    @Test
    void startRunIsTheStandardRunOfTheSameSeed() {
        ExperimentSpec start = ANP_VS.startSpec().orElseThrow();
        assertEquals(Method.STANDARD, start.recipe().method());
        assertEquals(3, start.seed());
        assertEquals(ANP_VS.start(), start.runId());
        assertEquals(List.of(start, ANP_VS), ANP_VS.chain());
        assertNull(start.start());
    }

    @Test
    void changesAreReadAsJsonAndCheckedByName() {
        ExperimentSpec changed =
                ANP_VS.with(Map.of("epochs", "3", "boundaries", "[0.5]", "start", "null"));
        assertEquals(3, changed.recipe().epochs());
        assertEquals(List.of(0.5), changed.recipe().boundaries());
        assertNull(changed.start());
        assertMistake(() -> ANP_VS.with(Map.of("epoch", "3")), "'epoch'", "mask.klWeight");
        assertMistake(() -> ANP_VS.with(Map.of("epochs", "many")));
        assertMistake(() -> ANP_VS.with(Map.of("start", "NOBODY")));
    }

    @Test
    void aChangedStartRunIsPartOfTheRun() {
        ExperimentSpec pat = mnist(Method.PAT, 3);
        ExperimentSpec swept = pat.with(Map.of("start.mask.klWeight", "60"));
        assertNotEquals(pat.runId(), swept.runId());
        ExperimentSpec start = swept.startSpec().orElseThrow();
        assertEquals(Method.BP, start.recipe().method());
        assertEquals(60, start.recipe().mask().learning().klWeight());
        ExperimentSpec bp = pat.startSpec().orElseThrow();
        assertEquals(bp.with(Map.of("mask.klWeight", "60.0")), start);
        assertEquals(List.of("standard", "bp", "pat"), methods(swept));
        assertEquals(
                "anpvs train --method pat --dataset mnist --profile quick --seed 3"
                        + " --set start.mask.klWeight=60",
                Commands.train(swept));
        // equal runs have equal ids, however they were asked for
        assertEquals(swept, pat.with(Map.of("start.mask.klWeight", "6e1")));
        assertEquals(swept, swept.with(Map.of("epochs", "" + pat.recipe().epochs())));
        double usual = bp.recipe().mask().learning().klWeight();
        assertEquals(pat, swept.with(Map.of("start.mask.klWeight", "" + usual)));
        // further back
        ExperimentSpec deep = pat.with(Map.of("start.start.epochs", "1"));
        assertEquals(1, deep.chain().get(0).recipe().epochs());
        assertEquals(deep, SealedJson.convert(SealedJson.tree(deep), ExperimentSpec.class, "x"));
        assertMistake(() -> fixed().with(Map.of("start.epochs", "1")), "random weights");
        assertMistake(() -> pat.with(Map.of("start.epoch", "1")), "'epoch'");
    }

    private static List<String> methods(ExperimentSpec spec) {
        return spec.chain().stream().map(one -> one.recipe().method().id()).toList();
    }

    @Test
    void whatIsAbsentCanBeSet() {
        ExperimentSpec vib = ANP_VS.with(Map.of("mask.kind", "VIB"));
        assertTrue(vib.recipe().mask().vib());
        assertEquals(ANP_VS, vib.with(Map.of("mask.kind", "null")));
    }

    @Test
    void theRunsOfEarlierVersionsKeepTheirIds() {
        assertEquals("mnist-standard-quick-s0-f298846a809e", mnist(Method.STANDARD, 0).runId());
        assertEquals("mnist-at-quick-s0-2ed6de51018f", mnist(Method.AT, 0).runId());
        assertEquals("mnist-anp-vs-quick-s0-db4737c72cf6", mnist(Method.ANP_VS, 0).runId());
    }

    @Test
    void everythingThatAShortScheduleNeedsCanBeSet() {
        ExperimentSpec at = cifar10(Profile.QUICK);
        Recipe recipe =
                at.with(
                                Map.of(
                                        "vgg.width", "0.5",
                                        "attack.steps", "7",
                                        "attack.stepSize", "0.0075",
                                        "batchSize", "128",
                                        "weightDecay", "5e-4",
                                        "weightRate", "4e-3",
                                        "boundaries", "[]",
                                        "rates", "[[0,0.1],[0.3,1],[1,0]]"))
                        .recipe();
        assertEquals(0.5, recipe.vgg().width());
        assertEquals(at.with(Map.of("vgg.width", "0.5")), at.with(Map.of("vgg.width", ".5")));
        assertEquals(7, recipe.attack().steps());
        assertEquals(0.0075, recipe.attack().stepSize());
        assertEquals(45_000 / 128, recipe.stepsPerEpoch());
        assertEquals(5e-4, recipe.weightDecay());
        assertEquals(4e-3, recipe.weightRate());
        assertEquals(List.of(0.3, 1.0), recipe.rates().get(1));
        ExperimentSpec steps = cifar10(Profile.PAPER).with(Map.of("boundaries", "[0.25]"));
        assertEquals(List.of(0.25), steps.recipe().boundaries());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vgg.width=2",
                "vgg.dropout=-1",
                "batchSize=0",
                "trainImages=0",
                "epochs=-1",
                "weightDecay=-1",
                "weightRate=-1",
                "boundaries=[2]",
                "rates=[[0,1]]", // boundaries are there too
                "rates=[]",
                "rates=[[0.5,1],[0.2,1]]",
                "rates=[[0,1,2]]",
                "rates=[[0,-1]]",
                "rates=[null]",
                "boundaries=[null]",
                "boundaries=null",
                "boundaries=[0.9,0.1]",
                "epochs=2.5",
                "epochs=NaN",
                "epochs=",
                "adversarialWeight=-5",
                "adversarialWeight=Infinity",
                "vulnerabilityWeight=NaN",
                "tradesWeight=-1",
                "attack.stepSize=Infinity",
                "attack.steps=-1",
                "evaluation.epsilon=2",
                "attack={}",
                "precision=float16",
                "mask=1"
            })
    void aValueThatMakesNoSenseIsNamed(String change) {
        ExperimentSpec at = cifar10(Profile.PAPER);
        int equals = change.indexOf('=');
        String field = change.substring(0, equals);
        String value = change.substring(equals + 1);
        String name = field.substring(field.indexOf('.') + 1);
        String e = assertMistake(() -> at.with(Map.of(field, value)), name);
        assertTrue(e.contains("expected") || change.contains("[[0,1]]"), e);
        assertFalse(e.contains("anpvs."), "names a class: " + e);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "klWeight=-3",
                "klWeight=NaN",
                "rate=-1",
                "rate=Infinity",
                "initialA=NaN",
                "denseInitialA=Infinity",
                "klDelay=-0.1",
                "klRamp=2"
            })
    void aMaskThatMakesNoSenseIsNamed(String change) {
        int equals = change.indexOf('=');
        String name = "mask." + change.substring(0, equals);
        String value = change.substring(equals + 1);
        assertMistake(() -> ANP_VS.with(Map.of(name, value)), name + " is ");
    }

    @Test
    void whatJacksonSaysIsSaidPlainly() {
        String cut = assertMistake(() -> ANP_VS.with(Map.of("epochs", "2.5")));
        assertEquals("changed recipe: epochs is 2.5; expected a whole number", cut);
        ExperimentSpec at = cifar10(Profile.QUICK);
        String other = assertMistake(() -> at.with(Map.of("attack.precision", "float16")));
        assertEquals(
                "changed recipe: attack.precision is \"float16\"; expected one of float32, bfloat16",
                other);
    }

    @Test
    void theCommandInMessagesNamesEveryChange() {
        ExperimentSpec changed = ANP_VS.with(Map.of("epochs", "3", "mask.klWeight", "7"));
        assertEquals(
                "anpvs train --method anp-vs --dataset mnist --profile quick --seed 3"
                        + " --set epochs=3 --set mask.klWeight=7",
                Commands.train(changed));
    }
}
