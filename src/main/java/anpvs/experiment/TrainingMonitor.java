package anpvs.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.Mask;
import anpvs.method.PgdSettings;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Measures a network during training, on its first training images: never on test images. */
final class TrainingMonitor {
    private static final int IMAGES = 512;
    private static final int BATCH = 128;

    private final ExperimentSpec spec;
    private final LabelledImages images;

    TrainingMonitor(ExperimentSpec spec, LabelledImages images) {
        this.spec = spec;
        this.images = images;
    }

    /**
     * @param state the network at the end of an epoch
     * @param epoch 1-based
     * @param meanLoss means over the epoch in the order of {@link LossSums}
     * @return the epoch's record
     */
    EpochRecord measure(TrainingState state, int epoch, IntToDoubleFunction meanLoss) {
        Recipe recipe = spec.recipe();
        int count = Math.min(IMAGES, recipe.trainImages());
        int clean = 0;
        int robust = 0;
        try (NDManager owner = ComputeDevice.newManager()) {
            Classifier classifier = state.classifier(owner);
            for (int first = 0; first < count; first += BATCH) {
                int[] batch = IntStream.range(first, Math.min(count, first + BATCH)).toArray();
                try (NDManager manager = owner.newSubManager()) {
                    NDArray x = images.images(manager, batch);
                    NDArray y = images.labels(manager, batch);
                    clean += correct(classifier, x, y);
                    if (recipe.attack() != null) {
                        // negative numbers: those from 0 belong to the training steps
                        long stream = -1 - ((long) epoch * IMAGES + first);
                        RandomStream random = RandomStream.of(spec.seed(), Purpose.ATTACK, stream);
                        NDArray attacked = pgd(recipe).perturb(classifier, x, y, random);
                        robust += correct(classifier, attacked, y);
                    }
                }
            }
        }
        return new EpochRecord(
                epoch,
                state.step(),
                meanLoss.applyAsDouble(0),
                meanLoss.applyAsDouble(1),
                meanLoss.applyAsDouble(2),
                meanLoss.applyAsDouble(3),
                meanLoss.applyAsDouble(4),
                100.0 * clean / count,
                recipe.attack() == null ? null : 100.0 * robust / count,
                activeUnits(state.mask()));
    }

    private static Pgd pgd(Recipe recipe) {
        PgdSettings settings = recipe.attack();
        return new Pgd(
                ThreatModel.linf(settings.epsilon()),
                (float) settings.stepSize(),
                settings.steps(),
                true);
    }

    private static int correct(Classifier classifier, NDArray images, NDArray labels) {
        boolean[] correct = Predictions.correct(classifier.forward(images).logits(), labels);
        int count = 0;
        for (boolean one : correct) {
            count += one ? 1 : 0;
        }
        return count;
    }

    private static List<Integer> activeUnits(Mask mask) {
        List<Integer> active = new ArrayList<>();
        if (mask == null) {
            return active;
        }
        boolean[] kept = mask.active();
        for (int layer = 0; layer < mask.layout().layers(); layer++) {
            int offset = mask.layout().offset(layer);
            active.add(
                    (int)
                            IntStream.range(offset, offset + mask.layout().units().get(layer))
                                    .filter(unit -> kept[unit])
                                    .count());
        }
        return active;
    }
}
