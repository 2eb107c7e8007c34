package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.attack.AttackWarning.Sign;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Stage;
import anpvs.attack.AutoAttack.Version;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoAttackTest extends EngineTest {
    private static final ThreatModel THREAT = ThreatModel.linf(0.1);

    private List<String> stages(Version version, int classes) {
        ExpectedGradient draws =
                version == Version.RAND ? new ExpectedGradient(owner -> null, 20) : null;
        return AutoAttack.of(version, THREAT, Budget.PUBLISHED, classes, draws).stages().stream()
                .map(stage -> stage.name() + " " + stage.runs().size())
                .toList();
    }

    @Test
    void versionsHaveThePublishedAttacks() {
        assertEquals(
                List.of("APGD-CE 1", "APGD-T 9", "FAB-T 9", "Square 1"),
                stages(Version.STANDARD, 10));
        assertEquals(
                List.of("APGD-CE 5", "APGD-DLR 5", "FAB 5", "Square 1", "APGD-T 9", "FAB-T 9"),
                stages(Version.PLUS, 100));
        assertEquals(List.of("APGD-CE 1", "APGD-DLR 1"), stages(Version.RAND, 10));
        assertEquals(List.of("APGD-CE 1", "FAB-T 2", "Square 1"), stages(Version.STANDARD, 3));
        assertEquals(List.of("APGD-CE 1"), stages(Version.RAND, 2));
        assertEquals(Version.PLUS, Version.of("plus"));
        assertThrows(UserError.class, () -> Version.of("strong"));
        assertThrows(UserError.class, () -> new Budget(0, 9, 5_000, 5));
        assertThrows(
                UserError.class,
                () -> AutoAttack.of(Version.RAND, THREAT, Budget.PUBLISHED, 10, null));
        assertThrows(
                UserError.class,
                () ->
                        AutoAttack.of(
                                Version.STANDARD,
                                THREAT,
                                Budget.PUBLISHED,
                                10,
                                new ExpectedGradient(owner -> null, 1)));
    }

    @Test
    void eachAttackSeesOnlyWhatStands() {
        Classifier sign = Models.twoClasses(x -> x.reshape(-1, 1).sub(0.5f));
        List<Integer> seen = new ArrayList<>();
        Attack breaksOne =
                (classifier, x, y, random) -> {
                    float[] values = x.toFloatArray();
                    seen.add(values.length);
                    values[0] = 0.4f;
                    return x.getManager().create(values, x.getShape());
                };
        Stage one = new Stage("one", List.of(breaksOne));
        Stage two = new Stage("two", List.of(breaksOne, breaksOne));
        // the last image is wrong without any attack
        float[] pixels = {0.6f, 0.7f, 0.8f, 0.9f, 0.45f};
        NDArray images = manager.create(pixels, new Shape(5, 1, 1, 1));
        NDArray found =
                new AutoAttack(List.of(one, two))
                        .perturb(sign, images, manager.ones(new Shape(5)), Models.stream(0));
        assertEquals(List.of(4, 3, 2), seen);
        assertArrayEquals(new float[] {0.4f, 0.4f, 0.4f, 0.9f, 0.45f}, found.toFloatArray());
    }

    @Test
    void imagesThatAreAllWrongStayAsTheyAre() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.images(manager, new Shape(3, 1, 28, 28));
        NDArray wrong = Models.answers(lenet, images).sub(1).abs(); // 0 becomes 1, all else less
        for (Version version : List.of(Version.STANDARD, Version.PLUS)) {
            AutoAttack attack = AutoAttack.of(version, THREAT, new Budget(2, 2, 5, 1), 10, null);
            NDArray found = attack.perturb(lenet, images, wrong, Models.stream(0));
            assertArrayEquals(images.toFloatArray(), found.toFloatArray());
        }
    }

    @Test
    void batchesOfAnySizeMayFollowEachOther() {
        Classifier lenet = Models.lenet(manager);
        AutoAttack attack =
                AutoAttack.of(Version.STANDARD, THREAT, new Budget(2, 2, 5, 1), 10, null);
        for (int size : new int[] {4, 1, 7, 1}) {
            NDArray images = Models.images(manager, new Shape(size, 1, 28, 28));
            NDArray found =
                    attack.perturb(
                            lenet, images, Models.answers(lenet, images), Models.stream(size));
            assertEquals(images.getShape(), found.getShape());
            assertTrue(found.sub(images).abs().max().getFloat() <= 0.1001);
        }
    }

    private List<Sign> signs(Classifier classifier) {
        NDArray images = Models.images(manager, new Shape(8, 1, 6, 6));
        NDArray labels = manager.create(new float[] {0, 1, 0, 1, 0, 1, 0, 1});
        return AttackWarning.before(classifier, images, labels).stream()
                .map(AttackWarning::sign)
                .toList();
    }

    @Test
    void warningsAreGivenForWhatMakesAttacksWeak() {
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(4, 36));
        Classifier linear = Models.linear(w);
        assertEquals(List.of(), signs(linear));
        assertEquals(
                List.of(Sign.PROBABILITIES),
                signs(Models.logits(x -> linear.logits(x).softmax(1))));
        int[] call = {0};
        assertEquals(
                List.of(Sign.RANDOM_OUTPUT),
                signs(Models.logits(x -> linear.logits(x).add(0.01f * call[0]++))));
        assertEquals(
                List.of(Sign.ZERO_GRADIENT), signs(Models.logits(x -> linear.logits(x.round()))));
        assertEquals(List.of(Sign.FEW_CLASSES), signs(Models.linear(w.get("0:3"))));
        assertTrue(AttackWarning.ofSquare(500, 498, 1000).isEmpty());
        AttackWarning square = AttackWarning.ofSquare(500, 497, 1000).orElseThrow();
        assertEquals(0.3, square.value(), 1e-9);
        assertTrue(square.message().contains("0.30 points"), square.message());
    }

    @Test
    void averagedGradientsAndLogitsAreTheMeanOfTheDraws() {
        List<Classifier> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(Models.linear(Models.stream(i).uniform(manager, -1, 1, new Shape(4, 36))));
        }
        NDArray images = Models.images(manager, new Shape(2, 1, 6, 6));
        NDArray labels = manager.create(new float[] {1, 3});
        int[] call = {0};
        ExpectedGradient draws = new ExpectedGradient(owner -> members.get(call[0]++ % 3), 3);
        ExampleLoss.Point mean =
                new LogitObjective(LogitLoss.DLR, 0, draws)
                        .of(null, images, labels)
                        .at(images.duplicate());
        double[] gradient = new double[72];
        double[] loss = new double[2];
        double[] probability = new double[8];
        for (Classifier member : members) {
            ExampleLoss.Point one =
                    new LogitObjective(LogitLoss.DLR)
                            .of(member, images, labels)
                            .at(images.duplicate());
            float[] slope = one.gradient().toFloatArray();
            for (int i = 0; i < 72; i++) {
                gradient[i] += slope[i] / 3.0;
            }
            for (int i = 0; i < 2; i++) {
                loss[i] += one.loss().toDoubleArray()[i] / 3;
            }
            float[] softmax = member.logits(images).softmax(1).toFloatArray();
            for (int i = 0; i < 8; i++) {
                probability[i] += softmax[i] / 3;
            }
        }
        assertArrayEquals(gradient, doubles(mean.gradient()), 1e-5);
        for (int i = 0; i < 8; i++) {
            assertEquals(Math.log(probability[i]), mean.logits().toFloatArray()[i], 1e-5);
        }
        assertArrayEquals(loss, mean.loss().toDoubleArray(), 1e-9);
        assertEquals(3, call[0]);
    }
}
