package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.Arrays;
import java.util.List;

/**
 * Attacks one after another, each on those examples only that are still classified rightly. Each
 * example keeps its worst image, the clean one included: a misclassified one before a correct one,
 * then the one of the higher cross-entropy.
 *
 * @param attacks in order
 */
public record Cascade(List<Attack> attacks) implements Attack {
    /** Copies the list. */
    public Cascade {
        attacks = List.copyOf(attacks);
    }

    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        return worst(attacks, classifier, images, labels, images, random);
    }

    /** The worst of what was found first and of what the attacks find. */
    static NDArray worst(
            List<Attack> attacks,
            Classifier classifier,
            NDArray images,
            NDArray labels,
            NDArray first,
            RandomStream random) {
        NDManager owner = images.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray worst = first.duplicate();
            worst.attach(scope);
            double[] worstScore = scores(classifier, worst, labels);
            for (Attack attack : attacks) {
                int[] survivors = survivors(worstScore);
                if (survivors.length == 0) {
                    break;
                }
                NDArray index = scope.create(survivors);
                NDArray someImages = images.get(index);
                NDArray someLabels = labels.get(index);
                someImages.attach(scope);
                someLabels.attach(scope);
                NDArray found = attack.perturb(classifier, someImages, someLabels, random);
                double[] score = scores(classifier, found, someLabels);
                NDArray back = scope.create(places(survivors, worstScore.length));
                float[] better = new float[worstScore.length];
                for (int i = 0; i < survivors.length; i++) {
                    better[survivors[i]] = score[i] > worstScore[survivors[i]] ? 1 : 0;
                    worstScore[survivors[i]] = Math.max(score[i], worstScore[survivors[i]]);
                }
                worst = RowOperators.choose(scope.create(better), found.get(back), worst);
            }
            worst.attach(owner);
            return worst;
        }
    }

    /** Infinity for a misclassified example, else its cross-entropy. */
    private static double[] scores(Classifier classifier, NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray view = images.duplicate();
            view.attach(scope);
            NDArray logits = classifier.forward(view).logits();
            boolean[] correct = Predictions.correct(logits, labels);
            float[] logProbability = logits.logSoftmax(1).toFloatArray();
            float[] label = labels.toFloatArray();
            int classes = logProbability.length / label.length;
            double[] scores = new double[label.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] =
                        correct[i]
                                ? -logProbability[i * classes + (int) label[i]]
                                : Double.POSITIVE_INFINITY;
            }
            return scores;
        }
    }

    private static int[] survivors(double[] scores) {
        int[] all = new int[scores.length];
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] < Double.POSITIVE_INFINITY) {
                all[count++] = i;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /** For each example its row among the survivors; 0 for the others, which are not read. */
    private static int[] places(int[] survivors, int count) {
        int[] places = new int[count];
        for (int i = 0; i < survivors.length; i++) {
            places[survivors[i]] = i;
        }
        return places;
    }
}
