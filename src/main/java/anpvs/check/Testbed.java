package anpvs.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.Attack;
import anpvs.attack.AttackLoss;
import anpvs.attack.Fgsm;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.metric.LogitRow;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The network and the images on which the checks work, and what several of them need: it is
 * computed when it is first asked for, always from the same random numbers.
 */
public final class Testbed {
    /** First of the streams of checks: those of evaluations are numbered by images. */
    private static final long STREAMS = 1L << 40;

    private final Subject subject;
    private final LabelledImages images;
    private final CheckSettings settings;
    private final IntConsumer passed;
    private final UnaryOperator<List<float[]>> storage;
    private final ThreatModel threat;
    private final Pgd pgd;
    private Outcome clean;
    private Outcome noise;
    private Outcome fgsm;
    private Outcome attacked;

    /** Does something with one batch. */
    @FunctionalInterface
    interface BatchChange {
        /**
         * @param number of the batch
         * @param x (N, C, H, W) float32 in [0, 1]; its manager is closed after the call
         * @param y true classes (N) float32
         * @return new images, same shape
         */
        NDArray change(int number, NDArray x, NDArray y);
    }

    /**
     * @param subject the network
     * @param images test images, at least as many as the settings ask for
     * @param settings how much is computed
     * @param passed told of each pass through a network, with the number of images; what it throws
     *     ends the check
     * @param storage stores the evaluation's adversarial images, batch by batch, and reads them
     *     back
     */
    public Testbed(
            Subject subject,
            LabelledImages images,
            CheckSettings settings,
            IntConsumer passed,
            UnaryOperator<List<float[]>> storage) {
        this.subject = subject;
        this.images = images.first(settings.images());
        this.settings = settings;
        this.passed = passed;
        this.storage = storage;
        this.threat = ThreatModel.linf(settings.epsilon());
        this.pgd = pgd(settings.epsilon());
    }

    Subject subject() {
        return subject;
    }

    CheckSettings settings() {
        return settings;
    }

    ThreatModel threat() {
        return threat;
    }

    LabelledImages images() {
        return images;
    }

    /** {@return the network as it is measured; its passes are counted} */
    Classifier model() {
        return counted(subject.model());
    }

    /** {@return the evaluation's attack} */
    Pgd pgd() {
        return pgd;
    }

    /** {@return the evaluation's attack with another radius, its step in proportion} */
    Pgd pgd(double epsilon) {
        double step = settings.stepSize() * epsilon / settings.epsilon();
        return new Pgd(ThreatModel.linf(epsilon), (float) step, settings.steps(), true);
    }

    /** {@return the evaluation's attack on logits that are divided by their scale} */
    Pgd scaledPgd() {
        return pgd.withLoss(AttackLoss.SCALED_CROSS_ENTROPY);
    }

    Classifier counted(Classifier classifier) {
        return classifier.watched(x -> passed.accept((int) x.getShape().get(0)));
    }

    Outcome clean() {
        if (clean == null) {
            clean = judge(model(), each((number, x, y) -> x.duplicate()));
        }
        return clean;
    }

    /** {@return uniform noise of the attack's radius} */
    Outcome noise() {
        if (noise == null) {
            noise = attack(new Pgd(threat, 0, 0, true), 1);
        }
        return noise;
    }

    Outcome fgsm() {
        if (fgsm == null) {
            fgsm = attack(new Fgsm(threat), model(), 2);
        }
        return fgsm;
    }

    /** {@return the evaluation's attack from one start} */
    Outcome attacked() {
        if (attacked == null) {
            attacked = attack(pgd, 0);
        }
        return attacked;
    }

    /**
     * @param attack an attack of any radius, on the network under suspicion
     * @param stream number of its random numbers; equal numbers give equal starts
     * @return what that network makes of its examples
     */
    Outcome attack(Pgd attack, int stream) {
        return judge(model(), examples(attack.threat(), attack, model(), stream));
    }

    /**
     * @param attack an attack of the evaluation's radius
     * @param seen the network whose gradients or answers it sees
     * @param stream number of its random numbers
     * @return what the network under suspicion makes of its examples
     */
    Outcome attack(Attack attack, Classifier seen, int stream) {
        return judge(model(), examples(threat, attack, seen, stream));
    }

    /**
     * @param within the attack's threat model; examples outside of it are an error
     * @param attack the attack
     * @param seen the network whose gradients or answers it sees
     * @param stream number of its random numbers
     * @return its examples, batch by batch
     */
    List<float[]> examples(ThreatModel within, Attack attack, Classifier seen, int stream) {
        return each(
                (number, x, y) -> {
                    NDArray found = attack.perturb(seen, x, y, random(stream, number));
                    within.check(x, found);
                    return found;
                });
    }

    /**
     * {@return the examples of the evaluation's attack as they come back from where they are kept}
     */
    List<float[]> stored() {
        return storage.apply(attacked().examples());
    }

    RandomStream random(int stream, int batch) {
        long index = STREAMS + ((long) stream << 20) + batch;
        return RandomStream.of(settings.seed(), Purpose.ATTACK, index);
    }

    /**
     * @param check its number among those that draw; each has numbers of its own, so that its
     *     finding is the same whatever ran before
     * @return random numbers of masks and weights, from their beginning
     */
    RandomStream noise(int check) {
        return RandomStream.of(settings.seed(), Purpose.MASK, STREAMS + check);
    }

    /** {@return what becomes of each batch} */
    List<float[]> each(BatchChange batch) {
        List<float[]> changed = new ArrayList<>();
        images.eachBatch(
                0,
                images.count(),
                settings.batchSize(),
                some ->
                        changed.add(
                                batch.change(changed.size(), some.images(), some.labels())
                                        .toFloatArray()));
        return changed;
    }

    /**
     * @param judge who answers
     * @param examples versions of all images, batch by batch
     * @return the answers
     */
    Outcome judge(Classifier judge, List<float[]> examples) {
        BitSet right = new BitSet();
        double[] losses = new double[images.count()];
        int image = 0;
        for (float[] batch : examples) {
            for (double[] row : rows(judge, batch)) {
                int truth = images.label(image);
                right.set(image, LogitRow.margin(row, truth) > 0);
                losses[image++] = LogitRow.crossEntropy(row, truth);
            }
        }
        return new Outcome(right, losses, examples);
    }

    /**
     * @param classifier any network
     * @param batch images one after the other
     * @return its logits, image after image
     */
    float[] logits(Classifier classifier, float[] batch) {
        try (NDManager manager = ComputeDevice.newManager()) {
            return classifier.logits(images(manager, batch)).toFloatArray();
        }
    }

    /** {@return the same for each image, in double precision} */
    List<double[]> rows(Classifier classifier, float[] batch) {
        float[] logits = logits(classifier, batch);
        int n = batch.length / images.imageBytes();
        return IntStream.range(0, n)
                .mapToObj(i -> LogitRow.of(logits, i, logits.length / n))
                .toList();
    }

    /**
     * @param points images, (N, C, H, W)
     * @param labels true classes (N) float32
     * @param random for the start
     * @return those that are right after the evaluation's attack, by their numbers in the batch
     */
    BitSet rightAfterAttack(NDArray points, NDArray labels, RandomStream random) {
        NDArray found = pgd.perturb(model(), points, labels, random);
        threat.check(points, found);
        boolean[] correct = Predictions.correct(model().logits(found), labels);
        BitSet right = new BitSet();
        for (int i = 0; i < correct.length; i++) {
            right.set(i, correct[i]);
        }
        return right;
    }

    /** {@return images one after the other as an array (N, C, H, W)} */
    NDArray images(NDManager manager, float[] batch) {
        int n = batch.length / images.imageBytes();
        return manager.create(batch, new Shape(n, images.channels(), images.size(), images.size()));
    }
}
