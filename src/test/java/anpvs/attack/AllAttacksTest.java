package anpvs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.loss.CrossEntropy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every attack must do. */
class AllAttacksTest extends EngineTest {
    private static final Budget SHORT = new Budget(8, 3, 60, 2);

    /** An attack of some radius under its name. */
    private record Named(String name, Function<ThreatModel, Attack> attack) {
        Attack of(double epsilon) {
            return attack.apply(ThreatModel.linf(epsilon));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static AutoAttack auto(Version version, ThreatModel threat) {
        return AutoAttack.of(version, threat, SHORT, 10, null);
    }

    static Stream<Named> attacks() {
        return Stream.of(
                new Named("FGSM", Fgsm::new),
                new Named("PGD", t -> new Pgd(t, t.epsilon() / 4, 10, true)),
                new Named("restarts", t -> new Restarts(new Pgd(t, t.epsilon() / 4, 5, true), 3)),
                new Named("APGD-CE", t -> new AutoPgd(t, 12, LogitLoss.CROSS_ENTROPY)),
                new Named("APGD-DLR", t -> new AutoPgd(t, 12, LogitLoss.DLR)),
                new Named("APGD-T", t -> new Cascade(AutoPgd.targeted(t, 12, 3))),
                new Named("FAB", t -> new Cascade(Fab.runs(t, 12, 0, 2))),
                new Named("FAB-T", t -> new Cascade(Fab.runs(t, 12, 3, 1))),
                new Named("Square", t -> new Square(t, 200)),
                new Named("latent", t -> new LatentAttack(t, 12, 1)),
                new Named("AutoAttack standard", t -> auto(Version.STANDARD, t)),
                new Named("AutoAttack plus", t -> auto(Version.PLUS, t)));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void staysInsideRaisesTheLossAndIsDeterministic(Named named) {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.images(manager, new Shape(6, 1, 28, 28));
        NDArray labels = Models.answers(lenet, images);
        float[] before = images.toFloatArray();
        Attack attack = named.of(0.05);
        NDArray found = attack.perturb(lenet, images, labels, Models.stream(1));
        ThreatModel.linf(0.05).check(images, found);
        assertArrayEquals(before, images.toFloatArray(), "the images are left as they were");
        assertTrue(
                CrossEntropy.mean(lenet.logits(found.duplicate()), labels).toFloatArray()[0]
                        > CrossEntropy.mean(lenet.logits(images.duplicate()), labels)
                                .toFloatArray()[0]);
        assertArrayEquals(
                found.toFloatArray(),
                attack.perturb(lenet, images, labels, Models.stream(1)).toFloatArray(),
                "same seed, same images");
        assertEquals(manager, found.getManager());
    }

    /**
     * Of a linear network it is known which examples can be broken: those where for some class the
     * sum of what each pixel can add to z_c - z_y, within ball and range, exceeds the margin.
     */
    @ParameterizedTest
    @MethodSource("attacks")
    void breaksExactlyWhatCanBeBrokenOfALinearModel(Named named) {
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(4, 36));
        Classifier linear = Models.linear(w);
        NDArray images = Models.images(manager, new Shape(60, 1, 6, 6));
        NDArray labels = Models.answers(linear, images);
        ThreatModel threat = ThreatModel.linf(0.04);
        double[] margins = margins(w.toFloatArray(), images.toFloatArray(), labels, threat);
        NDArray found = attack(named, threat).perturb(linear, images, labels, Models.stream(2));
        threat.check(images, found);
        boolean[] correct = Predictions.correct(linear.logits(found), labels);
        int broken = 0;
        int missed = 0;
        for (int i = 0; i < correct.length; i++) {
            assertFalse(margins[i] > 1e-4 && !correct[i], "example " + i + " cannot be broken");
            broken += correct[i] ? 0 : 1;
            missed += margins[i] < -1e-4 && correct[i] ? 1 : 0;
        }
        // attacks that try every class miss none; the cross-entropy goes for the likeliest, and a
        // random search is no more than that
        int allowed =
                switch (named.name()) {
                    case "APGD-T", "FAB-T", "FAB", "AutoAttack standard", "AutoAttack plus" -> 0;
                    case "Square" -> 4;
                    default -> 2;
                };
        assertTrue(missed <= allowed, named + " missed " + missed);
        assertTrue(broken > 10 && broken < 50, broken + " broken");
    }

    /** Four classes have three others. */
    private static Attack attack(Named named, ThreatModel threat) {
        return switch (named.name()) {
            case "APGD-T" -> new Cascade(AutoPgd.targeted(threat, 12, 3));
            case "FAB-T" -> new Cascade(Fab.runs(threat, 12, 3, 1));
            case "Square" -> new Square(threat, 3_000);
            case "AutoAttack standard", "AutoAttack plus" ->
                    AutoAttack.of(
                            named.name().endsWith("plus") ? Version.PLUS : Version.STANDARD,
                            threat,
                            SHORT,
                            4,
                            null);
            default -> named.of(threat.epsilon());
        };
    }

    /** The smallest z_y - max z_c that the threat model allows, of each example. */
    private static double[] margins(
            float[] weights, float[] images, NDArray labels, ThreatModel threat) {
        float[] label = labels.toFloatArray();
        double[] smallest = new double[label.length];
        Arrays.fill(smallest, Double.POSITIVE_INFINITY);
        for (int n = 0; n < label.length; n++) {
            int y = (int) label[n];
            for (int c = 0; c < 4; c++) {
                double margin = 0;
                for (int i = 0; i < 36; i++) {
                    double slope = (double) weights[y * 36 + i] - weights[c * 36 + i];
                    float x = images[n * 36 + i];
                    margin +=
                            Math.min(
                                    slope * Models.project(threat, x, x - 1),
                                    slope * Models.project(threat, x, x + 1));
                }
                smallest[n] = c == y ? smallest[n] : Math.min(smallest[n], margin);
            }
        }
        return smallest;
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void leavesNoArraysBehind(Named named) {
        NDArray w = Models.stream(1).uniform(manager, -1, 1, new Shape(10, 36));
        Classifier linear = Models.linear(w);
        NDArray images = Models.images(manager, new Shape(3, 1, 6, 6));
        NDArray labels = Models.answers(linear, images);
        named.of(0.01).perturb(linear, images, labels, Models.stream(1)).close();
        int arrays = manager.getManagedArrays().size();
        for (int i = 0; i < 3; i++) {
            named.of(0.01).perturb(linear, images, labels, Models.stream(1)).close();
        }
        assertEquals(arrays, manager.getManagedArrays().size());
    }

    @Test
    void anInterruptEndsALongAttack() {
        Classifier lenet = Models.lenet(manager);
        NDArray images = Models.images(manager, new Shape(2, 1, 28, 28));
        NDArray labels = Models.answers(lenet, images);
        for (Attack attack :
                new Attack[] {
                    new Square(ThreatModel.linf(1e-6), 100_000),
                    new AutoPgd(ThreatModel.linf(1e-6), 100_000, LogitLoss.CROSS_ENTROPY),
                    new Fab(ThreatModel.linf(1e-6), 100_000, 1, true)
                }) {
            Thread.currentThread().interrupt();
            assertThrows(
                    CancellationException.class,
                    () -> attack.perturb(lenet, images, labels, Models.stream(0)));
            assertTrue(Thread.interrupted(), "the interrupt is kept");
        }
    }
}
