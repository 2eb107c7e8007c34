package anpvs.train;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.engine.Bfloat16;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.Provenance;
import anpvs.store.RunStore;
import anpvs.store.Runs;
import anpvs.store.SealedJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The training attack in bfloat16 against the one in float32. */
class Bfloat16AttackTest extends EngineTest {
    private static final ImageSet SHAPES = new DataFolder(Path.of("none")).load(Dataset.SHAPES);
    private static final int BATCH = 32;

    @TempDir Path folder;

    private static ExperimentSpec spec(Method method, String... changes) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("vgg.width", "0.125");
        all.put("start", "null");
        for (int i = 0; i < changes.length; i += 2) {
            all.put(changes[i], changes[i + 1]);
        }
        return ExperimentSpec.of(method, Dataset.SHAPES, Profile.SMOKE, Fidelity.PAPER, 1)
                .with(all);
    }

    /** A network that has learned for some steps. */
    private TrainingState trained(Method method) {
        ExperimentSpec spec = spec(method);
        TrainingState state = TrainingState.initial(manager, spec.recipe(), 1);
        TrainingStep step = new TrainingStep(spec.recipe(), state, 1);
        for (int i = 0; i < 20; i++) {
            int[] batch = IntStream.range(i * BATCH, (i + 1) * BATCH).toArray();
            try (NDManager scope = manager.newSubManager()) {
                step.run(SHAPES.train().images(scope, batch), SHAPES.train().labels(scope, batch));
            }
        }
        return state;
    }

    private static Classifier exact(TrainingState state, NDManager owner, Method method) {
        NDArray mask = method == Method.ANP_VS ? state.evaluationMask(owner) : null;
        return state.network().classifier(owner, state.weights(), mask);
    }

    private static Classifier rounded(TrainingState state, NDManager owner, Method method) {
        NDArray mask = method == Method.ANP_VS ? state.evaluationMask(owner) : null;
        return state.network().bfloat16Classifier(owner, state.weights(), mask);
    }

    @Test
    void leNetAnswersInFloat32WhereNothingIsToBeGained() {
        ExperimentSpec spec =
                ExperimentSpec.of(Method.AT, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, 1);
        try (TrainingState state = TrainingState.initial(manager, spec.recipe(), 1)) {
            NDArray x = manager.ones(new Shape(2, 1, 28, 28));
            assertArrayEquals(
                    exact(state, manager, Method.AT).logits(x).toFloatArray(),
                    rounded(state, manager, Method.AT).logits(x).toFloatArray());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"AT", "ANP_VS"})
    void signsAndLossOfTheAttackAreNearlyThoseOfFloat32(Method method) throws IOException {
        int[] test = IntStream.range(0, 4 * BATCH).toArray();
        try (TrainingState state = trained(method)) {
            NDArray x = SHAPES.test().images(manager, test);
            NDArray y = SHAPES.test().labels(manager, test);
            Classifier exact = exact(state, manager, method);
            Classifier rounded = rounded(state, manager, method);
            if (!hasBfloat16(() -> rounded.logits(x).toFloatArray())) {
                return;
            }

            double[] a = doubles(InputGradient.crossEntropy(exact, x.duplicate(), y));
            double[] b = doubles(InputGradient.crossEntropy(rounded, x.duplicate(), y));
            double equal =
                    IntStream.range(0, a.length)
                                    .filter(i -> Math.signum(a[i]) == Math.signum(b[i]))
                                    .count()
                            / (double) a.length;
            double cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
            assertTrue(equal > 0.85, "equal signs " + equal);
            assertTrue(cosine > 0.97, "cosine " + cosine);
            assertTrue(cosine < 1, "there is no difference: was it bfloat16?");
            double[] logits = doubles(exact.logits(x));
            double[] near = doubles(rounded.logits(x));
            double[] error =
                    IntStream.range(0, logits.length)
                            .mapToDouble(i -> logits[i] - near[i])
                            .toArray();
            double relative = Math.sqrt(dot(error, error) / dot(logits, logits));
            assertTrue(relative < 0.03, "logits differ by " + relative);

            Pgd pgd = new Pgd(ThreatModel.linf(0.03), 0.01f, 5, true);
            NDArray first = pgd.perturb(exact, x, y, RandomStream.of(1, Purpose.ATTACK, 0));
            NDArray second = pgd.perturb(rounded, x, y, RandomStream.of(1, Purpose.ATTACK, 0));
            pgd.threat().check(x, second);
            double full = value(exact, first, y);
            double low = value(exact, second, y);
            double clean = value(exact, x, y);
            assertTrue(full - clean > 0.01, "the attack does nothing: " + clean + ", " + full);
            assertTrue(
                    low - clean > 0.98 * (full - clean),
                    "loss %s, in float32 %s, clean %s".formatted(low, full, clean));
        }
    }

    private static double value(Classifier judge, NDArray attacked, NDArray labels) {
        return CrossEntropy.mean(judge.logits(attacked), labels).toFloatArray()[0];
    }

    @Test
    void latentsStayInFloat32() {
        try (TrainingState state = trained(Method.AT)) {
            NDArray x = SHAPES.test().images(manager, 0, 1, 2);
            assertArrayEquals(
                    exact(state, manager, Method.AT).forward(x).logits().toFloatArray(),
                    rounded(state, manager, Method.AT).forward(x).logits().toFloatArray());
        }
    }

    @Test
    void theRecordSaysWhatTheAttackComputedWith() {
        String[] tiny = {"epochs", "1", "trainImages", "64", "attack.precision", "bfloat16"};
        ExperimentSpec passes =
                spec(Method.STANDARD, "epochs", "1", "trainImages", "64", "precision", "bfloat16");
        ExperimentSpec low = spec(Method.AT, tiny);
        Trainer trainer = new Trainer(new RunStore(folder), d -> SHAPES, Progress.silent());
        String recorded = trainer.train(low).provenance().sessions().get(0).attackPrecision();
        String missing = Bfloat16.missing();
        String words = missing == null ? "bfloat16" : "float32: " + missing;
        assertEquals(words, recorded);
        Provenance.Session session = trainer.train(passes).provenance().sessions().get(0);
        assertEquals(words, session.passPrecision());
        assertNull(session.attackPrecision());
        tiny[5] = "float32";
        ExperimentSpec single = spec(Method.AT, tiny);
        assertNull(trainer.train(single).provenance().sessions().get(0).attackPrecision());
        Map<String, HostArray> a = new RunStore(folder).of(low).finalCheckpoint().state();
        Map<String, HostArray> b = new RunStore(folder).of(single).finalCheckpoint().state();
        boolean same = a.get("conv1.weight").buffer().equals(b.get("conv1.weight").buffer());
        assertEquals(missing != null, same);
    }

    @Test
    void absentIsFloat32AndOnlyTheTrainingAttackHasAnother() {
        ExperimentSpec plain = spec(Method.AT);
        assertEquals(plain, plain.with(Map.of("attack.precision", "float32")));
        ExperimentSpec low = plain.with(Map.of("attack.precision", "bfloat16"));
        assertNotEquals(plain.runId(), low.runId());
        assertTrue(low.canonicalJson().contains("\"precision\":\"BFLOAT16\""));
        assertEquals(low, SealedJson.convert(SealedJson.tree(low), ExperimentSpec.class, "spec"));
        assertEquals(low, plain.with(Map.of("attack.precision", "BFLOAT16")));
        for (String name : new String[] {"evaluation.precision", "attack.precision"}) {
            ExperimentSpec wrong = name.startsWith("a") ? Runs.tiny(Method.AT, 1) : plain;
            assertMistake(() -> wrong.with(Map.of(name, "bfloat16")), name);
        }
        ExperimentSpec trades = spec(Method.TRADES);
        assertMistake(() -> trades.with(Map.of("attack.precision", "bfloat16")), "TRADES");
        String unknown = assertMistake(() -> plain.with(Map.of("attack.precision", "float16")));
        assertTrue(unknown.endsWith("one of float32, bfloat16"), unknown);
    }
}
