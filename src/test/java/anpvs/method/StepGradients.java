package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Gradients of one training step on drawn images. */
final class StepGradients {
    private static final LabelledImages SHAPES =
            new DataFolder(Path.of("none")).load(Dataset.SHAPES).train();
    private static final LabelledImages GLYPHS =
            new DataFolder(Path.of("none")).load(Dataset.GLYPHS).train();

    private StepGradients() {}

    /**
     * {@return gradients by weights and mask of one step in the middle of the KL term's ramp, by
     * name, with "loss" and "kl"; statistics of the passes under "statistic i name"}
     */
    static Map<String, float[]> of(NDManager manager, Recipe recipe) {
        LabelledImages images = recipe.dataset() == Dataset.SHAPES ? SHAPES : GLYPHS;
        int[] some = IntStream.range(0, 8).toArray();
        Map<String, float[]> found = new HashMap<>();
        try (TrainingState state = TrainingState.initial(manager, recipe, 3);
                NDManager scope = manager.newSubManager()) {
            state.load(state.arrays(), recipe.totalSteps() / 4);
            NDArray x = images.images(scope, some);
            float[] noise =
                    RandomStream.of(1, Purpose.IMAGES, 0)
                            .uniform(-.1f, .1f, (int) x.getShape().size());
            NDArray attacked = x.add(scope.create(noise, x.getShape())).clip(0, 1);
            boolean clean = recipe.attack() == null;
            TrainingBatch batch =
                    new TrainingBatch(
                            scope, x, clean ? null : attacked, images.labels(scope, some));
            StepResult result = new TrainingStep(recipe, state, 3).differentiate(batch);
            result.byWeights().forEach((name, g) -> found.put(name, g.toFloatArray()));
            result.byMask().forEach((name, g) -> found.put("mask." + name, g.toFloatArray()));
            found.put("loss", new float[] {(float) result.losses().total()});
            found.put("kl", new float[] {(float) result.losses().get(Losses.Name.KL)});
            for (int i = 0; i < result.statistics().size(); i++) {
                String pass = "statistic " + i + " ";
                result.statistics()
                        .get(i)
                        .forEach((name, s) -> found.put(pass + name, s.toFloatArray()));
            }
        }
        return found;
    }
}
