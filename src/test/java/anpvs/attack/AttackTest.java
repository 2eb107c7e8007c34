package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.engine.RandomStream;
import anpvs.loss.CrossEntropy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackTest extends EngineTest {
    private static final ThreatModel THREAT = ThreatModel.linf(0.3);

    /**
     * Of APGD and FAB: each image's largest change is the share of epsilon, in a way of its own.
     */
    @Test
    void theSurfaceStartTouchesItsBall() {
        int pixels = 50;
        float[] noise =
                AttackStart.surface(0.5f)
                        .noise(manager, 0.3f, new Shape(4, 1, 5, 10), Models.stream(1))
                        .toFloatArray();
        for (int image = 0; image < 4; image++) {
            float largest = 0;
            int positive = 0;
            for (int i = image * pixels; i < (image + 1) * pixels; i++) {
                largest = Math.max(largest, Math.abs(noise[i]));
                positive += noise[i] > 0 ? 1 : 0;
            }
            assertEquals(0.15f, largest, 1e-7f);
            assertTrue(positive > 10 && positive < 40, positive + " of 50 are positive");
        }
        assertNotEquals(noise[0] / noise[1], noise[pixels] / noise[pixels + 1]);
    }

    @Test
    void iteratesStayInBallAndRangeForAThousandCases() {
        Classifier lenet = Models.lenet(manager);
        RandomStream random = Models.stream(0);
        int cases = 0;
        for (int batch = 0; batch < 10; batch++) {
            NDArray images = random.uniform(manager, 0, 1, new Shape(25, 1, 28, 28));
            NDArray labels = manager.create(new float[25]);
            float epsilon = 0.01f + 0.5f * (float) random.nextDouble();
            // every prefix of the attack is one of its iterates
            for (int steps = 0; steps < 4; steps++) {
                ThreatModel threat = ThreatModel.linf(epsilon);
                Pgd pgd = new Pgd(threat, 0.4f * epsilon, steps, true);
                threat.check(images, pgd.perturb(lenet, images, labels, Models.stream(batch)));
                cases += 25;
            }
        }
        assertEquals(1000, cases);
    }

    @Test
    void reachesTheOptimumOfALinearModel() {
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(36));
        NDArray images = Models.stream(2).uniform(manager, 0, 1, new Shape(4, 1, 6, 6));
        NDArray labels = manager.create(new float[] {1, 0, 1, 0});
        float[] clean = images.toFloatArray();
        float[] weights = w.toFloatArray();
        float[] best = new float[clean.length];
        for (int i = 0; i < clean.length; i++) {
            float towards = (i / 36 % 2 == 0 ? -1 : 1) * Math.signum(weights[i % 36]);
            best[i] = Math.min(1, Math.max(0, clean[i] + 0.3f * towards));
        }
        for (Attack attack : List.of(new Fgsm(THREAT), new Pgd(THREAT, 0.05f, 20, true))) {
            NDArray found = attack.perturb(Models.twoClasses(w), images, labels, Models.stream(3));
            assertArrayEquals(best, found.toFloatArray(), 2e-6f, attack.toString());
        }
    }

    @Test
    void attacksRaiseTheLossAndNoiseDoesLess() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.stream(4).uniform(manager, 0, 1, new Shape(32, 1, 28, 28));
        float[] classes = new float[32];
        for (int i = 0; i < 32; i++) {
            classes[i] = i % 10;
        }
        NDArray labels = manager.create(classes);
        double clean = loss(lenet, images, labels);
        double noise =
                loss(
                        lenet,
                        perturb(new Pgd(THREAT, 0.01f, 0, true), lenet, images, labels),
                        labels);
        double fgsm = loss(lenet, perturb(new Fgsm(THREAT), lenet, images, labels), labels);
        double pgd =
                loss(
                        lenet,
                        perturb(new Pgd(THREAT, 0.05f, 20, true), lenet, images, labels),
                        labels);
        assertTrue(Math.abs(noise - clean) < 0.2 * (fgsm - clean));
        assertTrue(fgsm > clean);
        assertTrue(pgd >= fgsm - 1e-3, pgd + " < " + fgsm);
    }

    private static NDArray perturb(Attack attack, Classifier model, NDArray x, NDArray y) {
        return attack.perturb(model, x, y, Models.stream(5));
    }

    private static double loss(Classifier model, NDArray images, NDArray labels) {
        return CrossEntropy.mean(model.forward(images.duplicate()).logits(), labels)
                .toFloatArray()[0];
    }

    @Test
    void restartsKeepTheWorstOfEachExample() {
        // an "attack" that is right for another example in each run
        NDArray images = manager.create(new float[] {0.6f, 0.6f, 0.6f}, new Shape(3, 1, 1, 1));
        NDArray labels = manager.ones(new Shape(3));
        Classifier shifted = Models.twoClasses(x -> x.reshape(-1, 1).sub(0.5f));
        int[] run = {0};
        Attack scripted =
                (classifier, x, y, random) -> {
                    float[] values = x.toFloatArray();
                    // run 0 breaks example 0; run 1 (survivors 1, 2) breaks example 2; run 2 only
                    // comes closer on the last survivor
                    int victim = run[0] == 0 ? 0 : run[0] == 1 ? 1 : 0;
                    values[victim] = run[0] < 2 ? 0.4f : 0.55f;
                    run[0]++;
                    return x.getManager().create(values, x.getShape());
                };
        NDArray worst =
                new Restarts(scripted, 3).perturb(shifted, images, labels, Models.stream(6));
        assertArrayEquals(new float[] {0.4f, 0.55f, 0.4f}, worst.toFloatArray());
        assertArrayEquals(
                new boolean[] {false, true, false},
                Predictions.correct(shifted.forward(worst).logits(), labels));
    }

    @Test
    void firstRestartIsTheAttackAlone() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.stream(7).uniform(manager, 0, 1, new Shape(4, 1, 28, 28));
        NDArray labels = manager.create(new float[] {1, 2, 3, 4});
        Pgd pgd = new Pgd(THREAT, 0.05f, 3, true);
        assertArrayEquals(
                pgd.perturb(lenet, images, labels, Models.stream(8)).toFloatArray(),
                new Restarts(pgd, 1)
                        .perturb(lenet, images, labels, Models.stream(8))
                        .toFloatArray());
    }

    @Test
    void transferAttacksTheSource() {
        NDArray w = Models.stream(9).uniform(manager, -1, 1, new Shape(36));
        Classifier source = Models.twoClasses(w);
        Classifier target = Models.twoClasses(w.neg());
        NDArray images = Models.stream(10).uniform(manager, 0, 1, new Shape(2, 1, 6, 6));
        NDArray labels = manager.create(new float[] {1, 0});
        assertArrayEquals(
                new Fgsm(THREAT).perturb(source, images, labels, Models.stream(0)).toFloatArray(),
                new Transfer(new Fgsm(THREAT), source)
                        .perturb(target, images, labels, Models.stream(0))
                        .toFloatArray());
    }

    @Test
    void anAttackLeavesNoArraysBehind() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.stream(4).uniform(manager, 0, 1, new Shape(4, 1, 28, 28));
        NDArray labels = manager.create(new float[4]);
        Pgd pgd = new Pgd(THREAT, 0.05f, 3, true);
        pgd.perturb(lenet, images, labels, Models.stream(1)).close();
        int before = manager.getManagedArrays().size();
        for (int i = 0; i < 5; i++) {
            pgd.perturb(lenet, images, labels, Models.stream(1)).close();
        }
        assertEquals(before, manager.getManagedArrays().size());
    }

    @Test
    void checkFindsEveryKindOfViolation() {
        NDArray images = manager.create(new float[] {0.5f, 0.9f}, new Shape(1, 1, 1, 2));
        for (float[] bad :
                List.of(
                        new float[] {0.81f, 0.9f},
                        new float[] {0.5f, 1.01f},
                        new float[] {Float.NaN, 0.9f})) {
            NDArray adversarial = manager.create(bad, images.getShape());
            assertThrows(IllegalStateException.class, () -> THREAT.check(images, adversarial));
        }
        assertThrows(UserError.class, () -> ThreatModel.linf(8));
        assertThrows(UserError.class, () -> new Restarts(new Fgsm(THREAT), 0));
    }
}
