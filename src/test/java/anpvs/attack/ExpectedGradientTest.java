package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.loss.CrossEntropy;
import anpvs.model.Classifier;
import anpvs.model.Ensemble;
import anpvs.model.InputGradient;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Weights;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpectedGradientTest extends EngineTest {
    private static final int DRAWS = 3;

    private List<Classifier> members;
    private NDArray images;
    private NDArray labels;

    @BeforeEach
    void members() {
        LeNet5Caffe network = new LeNet5Caffe();
        members =
                IntStream.range(0, DRAWS)
                        .mapToObj(
                                seed ->
                                        network.classifier(
                                                manager,
                                                Weights.initial(manager, network, seed),
                                                null))
                        .toList();
        RandomStream random = RandomStream.of(1, Purpose.IMAGES, 0);
        images = random.uniform(manager, 0, 1, new Shape(2, 1, 28, 28));
        labels = manager.create(new float[] {3, 8});
    }

    @Test
    void gradientIsTheMeanOfThoseOfTheDraws() {
        Iterator<Classifier> draws = members.iterator();
        ExpectedGradient expected = new ExpectedGradient(owner -> draws.next(), DRAWS);
        float[] all =
                InputGradient.of(images.duplicate(), expected.of(null, images, labels))
                        .toFloatArray();
        float[] mean = new float[all.length];
        for (Classifier member : members) {
            float[] one =
                    InputGradient.crossEntropy(member, images.duplicate(), labels).toFloatArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / DRAWS;
            }
        }
        for (int i = 0; i < all.length; i++) {
            all[i] /= DRAWS;
        }
        assertArrayEquals(mean, all, 1e-6f);
        assertTrue(!draws.hasNext());
        assertThrows(UserError.class, () -> new ExpectedGradient(owner -> null, 0));
    }

    @Test
    void ensembleAveragesTheSoftmaxAndTheAttackRaisesItsLoss() {
        Ensemble ensemble = new Ensemble(members);
        float[] logits = ensemble.logits(images).toFloatArray();
        List<float[]> single = new ArrayList<>();
        members.forEach(m -> single.add(m.logits(images).softmax(1).toFloatArray()));
        for (int i = 0; i < logits.length; i++) {
            double mean = 0;
            for (float[] one : single) {
                mean += one[i] / DRAWS;
            }
            assertEquals(Math.log(mean), logits[i], 1e-4);
        }
        int[] made = {0};
        Pgd attack =
                new Pgd(
                        ThreatModel.linf(0.1),
                        0.02f,
                        5,
                        AttackStart.UNIFORM,
                        new ExpectedGradient(owner -> members.get(made[0]++ % DRAWS), 10));
        NDArray found =
                attack.perturb(ensemble, images, labels, RandomStream.of(1, Purpose.ATTACK, 0));
        attack.threat().check(images, found);
        assertEquals(50, made[0]);
        assertTrue(
                CrossEntropy.mean(ensemble.logits(found), labels).toFloatArray()[0]
                        > CrossEntropy.mean(ensemble.logits(images), labels).toFloatArray()[0]);
    }
}
