package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.Batch;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.store.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Attacks a few test images of a data set by PGD in the steps of the run's evaluation, to look at
 * them or to count which a network still gets right.
 *
 * @param context whose test images are attacked, and where progress is told
 */
public record AttackStudy(Context context) {
    private static final int BATCH = 100;

    private LabelledImages images() {
        return context.images().test();
    }

    /**
     * @param classes how many classes
     * @return number of the first test image of class 0, of class 1, ..
     */
    public int[] firstOfEachClass(int classes) {
        LabelledImages images = images();
        return IntStream.range(0, classes)
                .map(
                        label ->
                                IntStream.range(0, images.count())
                                        .filter(i -> images.label(i) == label)
                                        .findFirst()
                                        .orElseThrow())
                .toArray();
    }

    /** {@return passes of an image through the network that its attack takes} */
    static int passes(PgdSettings attack) {
        return attack.steps() + 2;
    }

    private static PgdSettings attack(Run run) {
        return run.spec().recipe().evaluation();
    }

    /**
     * @param run the network
     * @param indices images to attack
     * @return each before and after the evaluation's attack
     */
    public List<AttackedImage> pictures(Run run, int... indices) {
        double epsilon = attack(run).epsilon();
        return of(run, indices.length, network -> attack(run, network, epsilon, indices).images);
    }

    /**
     * @param run the network
     * @param index an image
     * @param epsilons radii
     * @return the image under an attack of each radius
     */
    public List<AttackedImage> byEpsilon(Run run, int index, List<Double> epsilons) {
        return of(
                run,
                epsilons.size(),
                network ->
                        epsilons.stream()
                                .map(epsilon -> attack(run, network, epsilon, index).images.get(0))
                                .toList());
    }

    private List<AttackedImage> of(
            Run run, int images, Function<Classifier, List<AttackedImage>> work) {
        return WatchedMeasurement.of(
                context.progress(),
                "attack on " + run.id(),
                images * passes(attack(run)),
                measuring -> measuring.with(run, work));
    }

    /**
     * @param runs networks
     * @param radii of the attack; 0 for none
     * @param count how many images, from the first
     * @return of each network its accuracy at each radius
     */
    public List<List<Accuracy>> accuracies(List<Run> runs, double[] radii, int count) {
        return WatchedMeasurement.of(
                context.progress(),
                "accuracy by \u03b5",
                (double) runs.size() * radii.length * count * passes(attack(runs.get(0))),
                measuring -> runs.stream().map(run -> row(run, radii, count, measuring)).toList());
    }

    private List<Accuracy> row(Run run, double[] radii, int count, WatchedMeasurement measuring) {
        return measuring.with(
                run,
                network ->
                        Arrays.stream(radii)
                                .mapToObj(radius -> accuracy(run, network, radius, count))
                                .toList());
    }

    private Accuracy accuracy(Run run, Classifier network, double epsilon, int count) {
        int correct = 0;
        for (int first = 0; first < count; first += BATCH) {
            int[] batch = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
            correct += attack(run, network, epsilon, batch).correct;
        }
        return new Accuracy(correct, count);
    }

    /** A batch before and after, and how many of it are right after. */
    private record AttackedBatch(List<AttackedImage> images, int correct) {}

    private AttackedBatch attack(Run run, Classifier network, double epsilon, int... indices) {
        try (NDManager scope = ComputeDevice.newManager()) {
            return attack(run, network, epsilon, images().batch(scope, indices));
        }
    }

    private AttackedBatch attack(Run run, Classifier network, double epsilon, Batch batch) {
        NDArray clean = batch.images();
        NDArray adversarial = clean;
        if (epsilon > 0) {
            Pgd pgd = attack(run).pgd(ThreatModel.linf(epsilon));
            RandomStream random = RandomStream.of(0, Purpose.ATTACK, batch.first());
            adversarial = pgd.perturb(network, clean, batch.labels(), random);
        }
        NDArray logits = network.forward(adversarial).logits();
        List<AttackedImage.Prediction> before =
                predictions(context.dataset(), network.forward(clean).logits());
        List<AttackedImage.Prediction> after = predictions(context.dataset(), logits);
        float[][] from = NetworkPasses.rows(clean);
        float[][] to = NetworkPasses.rows(adversarial);
        List<AttackedImage> attacked = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            int index = batch.rows()[i];
            attacked.add(
                    AttackedImage.of(images(), index, from[i], to[i], before.get(i), after.get(i)));
        }
        return new AttackedBatch(attacked, Predictions.count(logits, batch.labels()));
    }

    /** {@return the first choice for each row of logits of a set's classes} */
    static List<AttackedImage.Prediction> predictions(Dataset dataset, NDArray logits) {
        List<AttackedImage.Prediction> predictions = new ArrayList<>();
        for (float[] row : NetworkPasses.rows(logits.softmax(1))) {
            int best = NetworkPasses.largest(row);
            predictions.add(new AttackedImage.Prediction(best, row[best], dataset.className(best)));
        }
        return predictions;
    }
}
