package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.attack.Pgd;
import anpvs.data.Batch;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.PgdSettings;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Weights;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IteratesTest extends EngineTest {
    private static final EvaluationSettings USUAL =
            new EvaluationSettings(new PgdSettings(0.3, 0.05, 40), 1, 8, 4, 3, null);

    private static EvaluationSettings attack(double epsilon, int steps) {
        return USUAL.whiteBox(new PgdSettings(epsilon, 0.05, steps));
    }

    private static RandomStream random(Batch batch) {
        return RandomStream.of(3, Purpose.ATTACK, 4L * batch.first());
    }

    private Batch batch(int first) {
        NDArray images =
                RandomStream.of(first, Purpose.ATTACK, 1)
                        .uniform(manager, 0, 1, new Shape(4, 1, 28, 28));
        int[] rows = IntStream.range(first, first + 4).toArray();
        return new Batch(rows, images, manager.create(new float[] {0, 1, 2, 3}));
    }

    private float[] found(Iterates iterates, Classifier model, Batch batch, int steps) {
        Pgd pgd = attack(0.3, steps).attack().pgd();
        return iterates.perturb(pgd, model, batch, random(batch)).toFloatArray();
    }

    private static float[] alone(Classifier model, Batch batch, int steps) {
        Pgd pgd = attack(0.3, steps).attack().pgd();
        return pgd.perturb(model, batch.images(), batch.labels(), random(batch)).toFloatArray();
    }

    @Test
    void aLongerAttackTakesTheStepsThatAreLeftAndFindsTheSame() {
        LeNet5Caffe network = new LeNet5Caffe();
        Classifier lenet = network.classifier(manager, Weights.initial(manager, network, 0), null);
        int[] passes = {0};
        Classifier counted =
                images -> {
                    passes[0]++;
                    return lenet.forward(images);
                };
        Iterates two = Iterates.NONE.then("w", attack(0.3, 2));
        Iterates five = two.then("w", attack(0.3, 5));
        Iterates nine = five.then("w", attack(0.3, 9));
        assertEquals(0, two.known());
        assertEquals(2, five.known());
        for (int first = 0; first < 8; first += 4) {
            Batch batch = batch(first);
            found(two, counted, batch, 2);
            passes[0] = 0;
            float[] longer = found(five, counted, batch, 5);
            float[] longest = found(nine, counted, batch, 9);
            assertEquals(3 + 4, passes[0]);
            assertArrayEquals(alone(lenet, batch, 5), longer);
            assertArrayEquals(alone(lenet, batch, 9), longest);
        }
    }

    /** Batches that an earlier process has measured are not known. */
    @Test
    void whatIsNotKnownStartsAnew() {
        Classifier flat =
                images -> new Activations(images.reshape(4, 784).get(":, :10"), List.of());
        Iterates two = Iterates.NONE.then("w", attack(0.3, 2));
        Batch batch = batch(0);
        float[] known = found(two, flat, batch, 2);
        assertEquals(0, two.then("other weights", attack(0.3, 5)).known());
        assertEquals(0, two.then("w", attack(0.1, 5)).known());
        assertEquals(0, two.then("w", attack(0.3, 2)).known());
        assertArrayEquals(known, found(two.then("v", attack(0.3, 2)), flat, batch, 2));
        Iterates five = two.then("w", attack(0.3, 5));
        Batch other = batch(4);
        assertArrayEquals(alone(flat, other, 5), found(five, flat, other, 5));
    }

    @Test
    void onlyTheAttackFromOneStartAloneGoesOn() {
        assertTrue(attack(0.3, 5).goesOnFrom(attack(0.3, 2)));
        assertFalse(attack(0.3, 5).goesOnFrom(null));
        assertFalse(attack(0.3, 2).goesOnFrom(attack(0.3, 5)));
        assertFalse(attack(0.3, 5).goesOnFrom(attack(0.3, 2).withImages(4)));
        assertFalse(USUAL.goesOnFrom(USUAL.whiteBox(new PgdSettings(0.3, 0.05, 2))));
    }
}
