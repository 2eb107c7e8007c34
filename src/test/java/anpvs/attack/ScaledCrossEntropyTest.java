package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import org.junit.jupiter.api.Test;

class ScaledCrossEntropyTest extends EngineTest {
    private static final ThreatModel THREAT = ThreatModel.linf(0.1);

    private static Classifier times(Classifier classifier, float factor) {
        return images -> {
            Activations found = classifier.forward(images);
            return new Activations(found.logits().mul(factor), found.latents());
        };
    }

    private static Pgd pgd(AttackLoss loss) {
        return new Pgd(THREAT, 0.02f, 10, AttackStart.UNIFORM, loss);
    }

    private static long right(Classifier classifier, NDArray images, NDArray labels) {
        long right = 0;
        for (boolean one : Predictions.correct(classifier.logits(images), labels)) {
            right += one ? 1 : 0;
        }
        return right;
    }

    @Test
    void isTheSameForLogitsOfAnyScale() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.images(manager, new Shape(8, 1, 28, 28));
        NDArray labels = Models.answers(lenet, images);
        float[] expected =
                pgd(AttackLoss.SCALED_CROSS_ENTROPY)
                        .perturb(lenet, images, labels, Models.stream(5))
                        .toFloatArray();
        // a power of two: every number of the network is multiplied exactly
        for (float factor : new float[] {1f / 1024, 1 << 20}) {
            NDArray found =
                    pgd(AttackLoss.SCALED_CROSS_ENTROPY)
                            .perturb(times(lenet, factor), images, labels, Models.stream(5));
            assertArrayEquals(expected, found.toFloatArray());
        }
    }

    @Test
    void breaksWhatSaturatesTheSoftmax() {
        Classifier loud = times(Models.lenet(manager), 1 << 20);
        NDArray images = Models.images(manager, new Shape(8, 1, 28, 28));
        NDArray labels = Models.answers(loud, images);
        NDArray plain =
                pgd(AttackLoss.CROSS_ENTROPY).perturb(loud, images, labels, Models.stream(5));
        NDArray scaled =
                pgd(AttackLoss.SCALED_CROSS_ENTROPY)
                        .perturb(loud, images, labels, Models.stream(5));
        assertEquals(8, right(loud, plain, labels), "no gradient, no attack");
        assertTrue(right(loud, scaled, labels) < 4);
    }

    @Test
    void equalLogitsAreNotDividedByZero() {
        Classifier constant =
                Models.twoClasses(x -> x.sum(new int[] {1, 2, 3}).reshape(-1, 1).mul(0f));
        NDArray images = Models.images(manager, new Shape(2, 1, 4, 4));
        NDArray found =
                pgd(AttackLoss.SCALED_CROSS_ENTROPY)
                        .perturb(
                                constant,
                                images,
                                manager.create(new float[] {0, 1}),
                                Models.stream(5));
        THREAT.check(images, found);
    }
}
