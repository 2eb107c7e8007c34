package anpvs.report;

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
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Attacks a few images, to look at them or to count which a network still gets right. */
final class AttackStudy {
    private static final int BATCH = 100;

    private final Classifier classifier;
    private final Dataset dataset;
    private final LabelledImages images;
    private final PgdSettings settings;

    /**
     * @param classifier the network under attack, in evaluation mode
     * @param dataset which set the images are of
     * @param images what is attacked
     * @param settings steps and step size; epsilon where none is given
     */
    AttackStudy(
            Classifier classifier, Dataset dataset, LabelledImages images, PgdSettings settings) {
        this.classifier = classifier;
        this.dataset = dataset;
        this.images = images;
        this.settings = settings;
    }

    /**
     * @param images a set
     * @param classes how many classes
     * @return number of the first image of class 0, of class 1, ..
     */
    static int[] firstOfEachClass(LabelledImages images, int classes) {
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

    /**
     * @param indices images to attack
     * @return each before and after the attack
     */
    List<AttackPanel.Example> pictures(int... indices) {
        List<AttackPanel.Example> examples = new ArrayList<>();
        Attacked attacked = attack(settings.epsilon(), indices);
        for (int i = 0; i < indices.length; i++) {
            examples.add(attacked.example(dataset.className(images.label(indices[i])), i));
        }
        return examples;
    }

    /**
     * @param index an image
     * @param epsilons radii
     * @return the image under an attack of each radius
     */
    List<AttackPanel.Example> byEpsilon(int index, List<Double> epsilons) {
        List<AttackPanel.Example> examples = new ArrayList<>();
        for (double epsilon : epsilons) {
            String title = "\u03b5 = " + Figure.number(epsilon);
            examples.add(attack(epsilon, index).example(title, 0));
        }
        return examples;
    }

    /**
     * @param epsilon radius; 0 for no attack
     * @param count how many images, from the first
     * @return how many of them the network still gets right
     */
    int correct(double epsilon, int count) {
        int correct = 0;
        for (int first = 0; first < count; first += BATCH) {
            int[] batch = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
            for (boolean one : attack(epsilon, batch).correct) {
                correct += one ? 1 : 0;
            }
        }
        return correct;
    }

    private Attacked attack(double epsilon, int... indices) {
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray clean = images.images(manager, indices);
            NDArray labels = images.labels(manager, indices);
            NDArray adversarial = clean;
            if (epsilon > 0) {
                Pgd pgd = settings.pgd(ThreatModel.linf(epsilon));
                RandomStream random = RandomStream.of(0, Purpose.ATTACK, indices[0]);
                adversarial = pgd.perturb(classifier, clean, labels, random);
            }
            NDArray logits = classifier.forward(adversarial).logits();
            return new Attacked(
                    indices,
                    clean.toFloatArray(),
                    adversarial.toFloatArray(),
                    predictions(dataset, classifier.forward(clean).logits()),
                    predictions(dataset, logits),
                    Predictions.correct(logits, labels));
        }
    }

    /** {@return the first choice for each row of logits of a set's classes} */
    static List<AttackPanel.Prediction> predictions(Dataset dataset, NDArray logits) {
        int classes = (int) logits.getShape().get(1);
        float[] all = logits.softmax(1).toFloatArray();
        List<AttackPanel.Prediction> predictions = new ArrayList<>();
        for (int from = 0; from < all.length; from += classes) {
            int best = from;
            for (int i = from; i < from + classes; i++) {
                best = all[i] > all[best] ? i : best;
            }
            predictions.add(
                    new AttackPanel.Prediction(
                            best - from, all[best], dataset.className(best - from)));
        }
        return predictions;
    }

    /** A batch before and after, on the Java side. */
    private final class Attacked {
        private final int[] indices;
        private final float[] clean;
        private final float[] adversarial;
        private final List<AttackPanel.Prediction> before;
        private final List<AttackPanel.Prediction> after;
        private final boolean[] correct;

        Attacked(
                int[] indices,
                float[] clean,
                float[] adversarial,
                List<AttackPanel.Prediction> before,
                List<AttackPanel.Prediction> after,
                boolean[] correct) {
            this.indices = indices;
            this.clean = clean;
            this.adversarial = adversarial;
            this.before = before;
            this.after = after;
            this.correct = correct;
        }

        AttackPanel.Example example(String title, int i) {
            int from = i * images.imageBytes();
            int to = from + images.imageBytes();
            return new AttackPanel.Example(
                    title,
                    images.channels(),
                    images.size(),
                    Arrays.copyOfRange(clean, from, to),
                    Arrays.copyOfRange(adversarial, from, to),
                    images.label(indices[i]),
                    before.get(i),
                    after.get(i));
        }
    }
}
