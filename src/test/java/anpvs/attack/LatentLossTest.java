package anpvs.attack;

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
import org.junit.jupiter.api.Test;

class LatentLossTest extends EngineTest {
    @Test
    void isCrossEntropyPlusVulnerabilityWithItsGradient() {
        Classifier lenet = Models.lenet(manager);
        NDArray clean = Models.images(manager, new Shape(3, 1, 28, 28));
        int[] labels = {3, 1, 4};
        NDArray noise = Models.stream(8).uniform(manager, -0.1f, 0.1f, clean.getShape());
        NDArray moved = clean.add(noise);
        LatentLoss loss = new LatentLoss(5);
        ExampleLoss.Objective objective = loss.of(lenet, clean, labels);
        ExampleLoss.Point all = objective.at(moved.duplicate(), new int[] {0, 1, 2});
        for (int n = 0; n < 3; n++) {
            NDArray one = moved.get(n + ":" + (n + 1));
            double expected = value(lenet, clean.get(n + ":" + (n + 1)), one, labels[n]);
            assertEquals(expected, all.loss()[n], 1e-5);
            // the same examples in another batch
            ExampleLoss.Point alone = objective.at(one.duplicate(), new int[] {n});
            assertEquals(expected, alone.loss()[0], 1e-5);
            for (int i = 0; i < 784; i++) {
                assertEquals(all.gradient()[n * 784 + i], alone.gradient()[i], 1e-6);
            }
        }
        RandomStream random = Models.stream(9);
        for (int run = 0; run < 5; run++) {
            float[] direction = random.uniform(-1, 1, 3 * 784);
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                slope += direction[i] * all.gradient()[i];
            }
            float h = 1e-3f;
            NDArray step = manager.create(direction, clean.getShape()).mul(h);
            double up = sum(objective.at(moved.add(step), new int[] {0, 1, 2}).loss());
            double down = sum(objective.at(moved.sub(step), new int[] {0, 1, 2}).loss());
            assertEquals((up - down) / (2 * h), slope, 0.02 * Math.abs(slope) + 0.02);
        }
        assertThrows(UserError.class, () -> new LatentLoss(-1));
    }

    private static double value(Classifier lenet, NDArray clean, NDArray moved, int label) {
        NDArray labels = moved.getManager().create(new float[] {label});
        double ce = CrossEntropy.mean(lenet.logits(moved), labels).toFloatArray()[0];
        double v =
                VulnerabilitySuppression.of(lenet.forward(clean), lenet.forward(moved), true)
                        .toFloatArray()[0];
        return ce + 5 * v;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
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
