package anpvs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Losses;
import anpvs.method.PgdSettings;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.metric.Structure;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.store.EpochRecord;
import anpvs.store.ExperimentSpec;
import java.util.List;

/**
 * Measures a network during training, on its first training images and on those that are held out:
 * never on test images.
 *
 * @param spec what is trained
 * @param images the training images
 */
record TrainingMonitor(ExperimentSpec spec, LabelledImages images) {
    private static final int IMAGES = 512;
    private static final int BATCH = 128;

    /** Held-out images that are attacked after each epoch but the last, which attacks all. */
    private static final int ATTACKED = 1_000;

    private static final int VALIDATION_STEPS = 10;

    /** First of the streams of held-out images, below those of the training images. */
    private static final long VALIDATION_STREAMS = -(1L << 40);

    /**
     * @param state the network at the end of an epoch
     * @param epoch 1-based
     * @param losses means over the epoch
     * @return the epoch's record
     */
    EpochRecord measure(TrainingState state, int epoch, Losses losses) {
        Recipe recipe = spec.recipe();
        int count = Math.min(IMAGES, recipe.trainedImages());
        double clean;
        Double robust = null;
        EpochRecord.Validation validation;
        try (NDManager owner = ComputeDevice.newManager()) {
            Classifier classifier = state.classifier(owner);
            clean = percent(classifier, 0, count, null, 0);
            if (recipe.attack() != null) {
                // negative numbers: those from 0 belong to the training steps
                long stream = -1 - (long) epoch * IMAGES;
                robust = percent(classifier, 0, count, recipe.attack().pgd(), stream);
            }
            validation = validation(classifier, epoch == recipe.epochs());
        }
        return new EpochRecord(
                epoch,
                state.step(),
                losses.get(Losses.Name.TOTAL),
                losses.get(Losses.Name.CLEAN),
                losses.get(Losses.Name.ADVERSARIAL),
                losses.get(Losses.Name.VULNERABILITY),
                losses.get(Losses.Name.KL),
                clean,
                robust,
                state.mask() == null ? List.of() : Structure.of(state.mask()).active(),
                validation);
    }

    /** The same starts after each epoch: what differs between epochs is the network. */
    private EpochRecord.Validation validation(Classifier classifier, boolean last) {
        Recipe recipe = spec.recipe();
        if (recipe.validationImages() == null) {
            return null;
        }
        int first = recipe.trainedImages();
        int count = recipe.validationImages();
        double clean = percent(classifier, first, count, null, 0);
        if (recipe.attack() == null) {
            return new EpochRecord.Validation(count, clean, 0, null);
        }
        int attacked = last ? count : Math.min(count, ATTACKED);
        double epsilon = recipe.evaluation().epsilon();
        Pgd pgd = new PgdSettings(epsilon, epsilon / 4, VALIDATION_STEPS).pgd();
        double robust = percent(classifier, first, attacked, pgd, VALIDATION_STREAMS);
        return new EpochRecord.Validation(count, clean, attacked, robust);
    }

    /**
     * @param first of the images
     * @param count how many
     * @param attack null for clean images
     * @param stream of the first image; those of the others go down from it
     * @return accuracy in per cent
     */
    private double percent(Classifier classifier, int first, int count, Pgd attack, long stream) {
        int[] right = {0};
        images.eachBatch(
                first,
                first + count,
                BATCH,
                batch -> {
                    NDArray x = batch.images();
                    NDArray y = batch.labels();
                    if (attack != null) {
                        long own = stream - (batch.first() - first);
                        x = attack.perturb(classifier, x, y, random(own));
                    }
                    right[0] += Predictions.count(classifier.forward(x).logits(), y);
                });
        return 100.0 * right[0] / count;
    }

    private RandomStream random(long stream) {
        return RandomStream.of(spec.seed(), Purpose.ATTACK, stream);
    }
}
