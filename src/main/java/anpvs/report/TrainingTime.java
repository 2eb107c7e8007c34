package anpvs.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.ComputeDevice;
import anpvs.experiment.ExperimentSpec;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;

/** How long a training run would take here, from a few of its steps on empty images. */
final class TrainingTime {
    private static final int STEPS = 3;

    private TrainingTime() {}

    /**
     * @param spec a run
     * @return estimated seconds for all its steps, without the run that it starts from
     */
    static double seconds(ExperimentSpec spec) {
        Recipe recipe = spec.recipe();
        int channels = recipe.dataset().channels();
        int size = recipe.dataset().size();
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state = TrainingState.initial(manager, recipe, spec.seed())) {
            TrainingStep step = new TrainingStep(recipe, state, spec.seed());
            NDArray images = manager.zeros(new Shape(recipe.batchSize(), channels, size, size));
            NDArray labels = manager.zeros(new Shape(recipe.batchSize()));
            step.run(images, labels); // the first step also makes buffers
            long start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                step.run(images, labels);
            }
            return (System.nanoTime() - start) / 1e9 / STEPS * recipe.totalSteps();
        }
    }
}
