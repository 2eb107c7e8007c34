package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
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
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Attacks a few test images of a data set by PGD in the steps of the run's evaluation, to look at
 * them or to count which a network still gets right.
 */
public final class AttackStudy {
    private static final int BATCH = 100;

    private final Context context;

    /**
     * @param context whose test images are attacked, and where progress is told
     */
    public AttackStudy(Context context) {
        this.context = context;
    }

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
                measuring -> {
                    try (TrainedModel model = TrainedModel.open(run)) {
                        return work.apply(measuring.watch(model.classifier()));
                    }
                });
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
        try (TrainedModel model = TrainedModel.open(run)) {
            Classifier network = measuring.watch(model.classifier());
            return Arrays.stream(radii)
                    .mapToObj(radius -> new Accuracy(correct(run, network, radius, count), count))
                    .toList();
        }
    }

    private int correct(Run run, Classifier network, double epsilon, int count) {
        int correct = 0;
        for (int first = 0; first < count; first += BATCH) {
            int[] batch = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
            for (boolean one : attack(run, network, epsilon, batch).correct) {
                correct += one ? 1 : 0;
            }
        }
        return correct;
    }

    /** A batch before and after. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record AttackedBatch(List<AttackedImage> images, boolean[] correct) {}

    private AttackedBatch attack(Run run, Classifier network, double epsilon, int... indices) {
        PgdSettings settings = attack(run);
        LabelledImages images = images();
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray clean = images.images(manager, indices);
            NDArray labels = images.labels(manager, indices);
            NDArray adversarial = clean;
            if (epsilon > 0) {
                Pgd pgd = settings.pgd(ThreatModel.linf(epsilon));
                RandomStream random = RandomStream.of(0, Purpose.ATTACK, indices[0]);
                adversarial = pgd.perturb(network, clean, labels, random);
            }
            NDArray logits = network.forward(adversarial).logits();
            List<AttackedImage.Prediction> before =
                    predictions(context.dataset(), network.forward(clean).logits());
            List<AttackedImage.Prediction> after = predictions(context.dataset(), logits);
            float[][] from = NetworkPasses.rows(clean);
            float[][] to = NetworkPasses.rows(adversarial);
            List<AttackedImage> attacked = new ArrayList<>();
            for (int i = 0; i < indices.length; i++) {
                attacked.add(
                        new AttackedImage(
                                images.channels(),
                                images.size(),
                                from[i],
                                to[i],
                                images.label(indices[i]),
                                before.get(i),
                                after.get(i)));
            }
            return new AttackedBatch(attacked, Predictions.correct(logits, labels));
        }
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
