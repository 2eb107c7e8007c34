package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.List;
import java.util.stream.IntStream;

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
                int[] survivors =
                        IntStream.range(0, worstScore.length)
                                .filter(i -> worstScore[i] < Double.POSITIVE_INFINITY)
                                .toArray();
                if (survivors.length == 0) {
                    break;
                }
                NDArray index = scope.create(survivors);
                NDArray left = RowOperators.take(images, index);
                NDArray leftLabels = RowOperators.take(labels, index);
                NDArray found = attack.perturb(classifier, left, leftLabels, random);
                double[] score = scores(classifier, found, leftLabels);
                // for each example its row among the survivors; those of others are not read
                int[] rows = new int[worstScore.length];
                float[] better = new float[worstScore.length];
                for (int i = 0; i < survivors.length; i++) {
                    int example = survivors[i];
                    rows[example] = i;
                    better[example] = score[i] > worstScore[example] ? 1 : 0;
                    worstScore[example] = Math.max(score[i], worstScore[example]);
                }
                NDArray again = RowOperators.take(found, scope.create(rows));
                worst = RowOperators.choose(scope.create(better), again, worst);
            }
            worst.attach(owner);
            return worst;
        }
    }

    /** Infinity for a misclassified example, else its cross-entropy. */
    private static double[] scores(Classifier classifier, NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray logits = classifier.forward(RowOperators.handle(scope, images)).logits();
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
}
