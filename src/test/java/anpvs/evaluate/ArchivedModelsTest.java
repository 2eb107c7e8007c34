package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.HostArray;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.model.Predictions;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.store.TransferSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures the models that are kept with the code again, on MNIST in ANPVS_DATA. */
@Tag("real-data")
class ArchivedModelsTest {
    private static final LabelledImages TEST = DataFolder.locate(null).load(Dataset.MNIST).test();
    private static final int BATCH = 100;

    private static List<Run> archived() {
        return new RunStore(Path.of("runs"))
                .list().stream()
                        .filter(Run::keepsWeights)
                        .filter(run -> run.spec().recipe().dataset() == Dataset.MNIST)
                        // the others are only sources of transfer, which are not evaluated
                        .filter(run -> run.spec().seed() != TransferSource.SEED)
                        .toList();
    }

    private static Evaluation stored(Run run) {
        EvaluationSettings usual = EvaluationSettings.of(run.spec().recipe());
        return Evaluation.of(run).all().stream()
                .filter(one -> one.settings().images() == TEST.count())
                .filter(one -> one.settings().attack().equals(usual.attack()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.id() + " was not evaluated"));
    }

    private static int right(TrainedModel model, PgdSettings attack, int images) {
        int right = 0;
        for (int first = 0; first < images; first += BATCH) {
            try (NDManager manager = NDManager.newBaseManager()) {
                int[] batch = IntStream.range(first, first + BATCH).toArray();
                var inputs = TEST.images(manager, batch);
                var labels = TEST.labels(manager, batch);
                if (attack != null) {
                    Pgd pgd =
                            new Pgd(
                                    ThreatModel.linf(attack.epsilon()),
                                    (float) attack.stepSize(),
                                    attack.steps(),
                                    true);
                    // random numbers other than the evaluation's
                    RandomStream random = RandomStream.of(99, Purpose.ATTACK, first);
                    inputs = pgd.perturb(model.classifier(), inputs, labels, random);
                }
                right += Predictions.count(model.classifier().logits(inputs), labels);
            }
        }
        return right;
    }

    @Test
    void everyModelIsAsAccurateAsItsRecordSaysToTheImage() {
        List<Run> runs = archived();
        assertFalse(runs.isEmpty());
        for (Run run : runs) {
            try (TrainedModel model = TrainedModel.open(run)) {
                assertEquals(
                        stored(run).clean().correct(), right(model, null, TEST.count()), run.id());
            }
        }
    }

    /** With other random starts; two methods and a fifth of the images, as each takes a minute. */
    @ParameterizedTest
    @EnumSource(names = {"AT", "ANP_VS"})
    void thePapersAttackLeavesWhatTheRecordSays(Method method) {
        Run run =
                archived().stream()
                        .filter(one -> one.spec().recipe().method() == method)
                        .findFirst()
                        .orElseThrow();
        Evaluation stored = stored(run);
        try (TrainedModel model = TrainedModel.open(run)) {
            int images = TEST.count() / 5;
            int recorded = stored.answers().attackedImages().get(0, images).cardinality();
            int found = right(model, stored.settings().attack(), images);
            assertEquals(recorded, found, 0.007 * images, run.id());
        }
    }

    @Test
    void whatAutoAttackLeftIsAnsweredAsItsRecordSays() {
        int attacks = 0;
        for (Run run : archived()) {
            for (AttackRecord record : AttackRecord.of(run).all()) {
                // an image of AT-VS has two largest logits that differ by 1e-6: other CPUs may tell
                // them apart otherwise
                assertEquals(record.robust().correct(), standing(run, record), 1.0, run.id());
                attacks++;
            }
        }
        assertTrue(attacks > 0);
    }

    /** How many stored images are answered rightly; each is near its clean image. */
    private static int standing(Run run, AttackRecord record) {
        Map<String, HostArray> arrays = Npz.read(run.folder().resolve(record.imagesFile()));
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray attacked = arrays.get("images").toEngine(manager);
            int[] all = IntStream.range(0, record.robust().images()).toArray();
            NDArray labels = TEST.labels(manager, all);
            ThreatModel.linf(record.settings().pgd().epsilon())
                    .check(TEST.images(manager, all), attacked);
            return Predictions.count(model.classifier().logits(attacked), labels);
        }
    }
}
