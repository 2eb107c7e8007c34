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
import anpvs.loss.CrossEntropy;
import anpvs.loss.VulnerabilitySuppression;
import anpvs.model.Classifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatentLossTest extends EngineTest {
    @Test
    void isCrossEntropyPlusVulnerabilityWithItsGradient() {
        Classifier lenet = Models.lenet(manager);
        NDArray clean = Models.images(manager, new Shape(3, 1, 28, 28));
        int[] truth = {3, 1, 4};
        NDArray labels = manager.create(new float[] {3, 1, 4});
        NDArray noise = Models.stream(8).uniform(manager, -0.1f, 0.1f, clean.getShape());
        NDArray moved = clean.add(noise);
        LatentLoss loss = new LatentLoss(5);
        ExampleLoss.Objective objective = loss.of(lenet, clean, labels);
        ExampleLoss.Point all = objective.at(moved.duplicate());
        float[] gradient = all.gradient().toFloatArray();
        for (int n = 0; n < 3; n++) {
            NDArray one = moved.get(n + ":" + (n + 1));
            double expected = value(lenet, clean.get(n + ":" + (n + 1)), one, truth[n]);
            assertEquals(expected, all.loss().toDoubleArray()[n], 1e-5);
            // the same examples in another batch
            NDArray row = manager.create(new int[] {n});
            ExampleLoss.Point alone = objective.only(row).at(one.duplicate());
            assertEquals(expected, alone.loss().toDoubleArray()[0], 1e-5);
            float[] part = Arrays.copyOfRange(gradient, n * 784, (n + 1) * 784);
            assertArrayEquals(part, alone.gradient().toFloatArray(), 1e-6f);
        }
        RandomStream random = Models.stream(9);
        for (int run = 0; run < 5; run++) {
            float[] direction = random.uniform(-1, 1, 3 * 784);
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                slope += direction[i] * gradient[i];
            }
            float h = 1e-3f;
            NDArray step = manager.create(direction, clean.getShape()).mul(h);
            double up = Arrays.stream(objective.at(moved.add(step)).loss().toDoubleArray()).sum();
            double down = Arrays.stream(objective.at(moved.sub(step)).loss().toDoubleArray()).sum();
            assertEquals((up - down) / (2 * h), slope, 0.02 * Math.abs(slope) + 0.02);
        }
        assertThrows(UserError.class, () -> new LatentLoss(-1));
    }

    private static double value(Classifier lenet, NDArray clean, NDArray moved, int label) {
        NDArray labels = moved.getManager().create(new float[] {label});
        double ce = CrossEntropy.mean(lenet.logits(moved), labels).toFloatArray()[0];
        return ce + 5 * vulnerability(lenet, clean, moved);
    }

    @Test
    void drivesTheLatentsFartherApartThanTheCrossEntropyAlone() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.images(manager, new Shape(8, 1, 28, 28));
        NDArray labels = Models.answers(lenet, images);
        ThreatModel threat = ThreatModel.linf(0.01);
        double plain =
                vulnerability(
                        lenet,
                        images,
                        new AutoPgd(threat, 20, LogitLoss.CROSS_ENTROPY)
                                .perturb(lenet, images, labels, Models.stream(1)));
        double latent =
                vulnerability(
                        lenet,
                        images,
                        new LatentAttack(threat, 20, 100)
                                .perturb(lenet, images, labels, Models.stream(1)));
        assertTrue(latent > plain, latent + " <= " + plain);
    }

    private static double vulnerability(Classifier lenet, NDArray clean, NDArray moved) {
        return VulnerabilitySuppression.of(lenet.forward(clean), lenet.forward(moved), true)
                .toFloatArray()[0];
    }
}
