package anpvs.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.BetaBernoulliMask;
import anpvs.mask.Mask;
import anpvs.mask.MaskLayout;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.ExperimentSpec;
import anpvs.store.TrainedModel;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Looks at a pruning mask, and at one that is being trained. */
final class MaskStudy {
    /** What the masks of LeNet-5-Caffe stand on. */
    static final List<String> LAYERS =
            List.of("conv1 channels", "conv2 channels", "dense3 inputs", "dense4 inputs");

    private static final int FRAMES = 24;

    private MaskStudy() {}

    /**
     * @param mask a mask
     * @return E[pi] of each unit by layer
     */
    static Map<String, double[]> expectations(Mask mask) {
        double[] all = mask.expectedValues();
        MaskLayout layout = mask.layout();
        Map<String, double[]> layers = new LinkedHashMap<>();
        for (int layer = 0; layer < layout.layers(); layer++) {
            int from = layout.offset(layer);
            layers.put(
                    LAYERS.get(layer),
                    Arrays.copyOfRange(all, from, from + layout.units().get(layer)));
        }
        return layers;
    }

    static Drawing drawing(String title, Map<String, double[]> layers) {
        return MaskChart.of(title, layers, BetaBernoulliMask.THRESHOLD);
    }

    /**
     * @param layers E[pi] of each unit by layer
     * @return one row for each unit
     */
    static Table table(Map<String, double[]> layers) {
        StringColumn layer = StringColumn.create("layer");
        IntColumn unit = IntColumn.create("unit");
        DoubleColumn expectation = DoubleColumn.create("expected_pi");
        layers.forEach(
                (name, values) -> {
                    for (int k = 0; k < values.length; k++) {
                        layer.append(name);
                        unit.append(k);
                        expectation.append(values[k]);
                    }
                });
        return Table.create("mask", layer, unit, expectation);
    }

    /**
     * @param run whose mask it is
     * @param mask a mask
     * @return one row for each unit, with its mask's number and whether it is kept
     */
    static Table units(String run, Mask mask) {
        MaskLayout layout = mask.layout();
        double[] expected = mask.expectedValues();
        IntColumn number = IntColumn.create("mask");
        IntColumn unit = IntColumn.create("unit");
        DoubleColumn expectation = DoubleColumn.create("expected_pi", expected);
        StringColumn kept = StringColumn.create("kept");
        for (int l = 0; l < layout.layers(); l++) {
            for (int k = 0; k < layout.units().get(l); k++) {
                number.append(l + 1);
                unit.append(k);
                boolean stays = expected[layout.offset(l) + k] > BetaBernoulliMask.THRESHOLD;
                kept.append(stays ? "yes" : "no");
            }
        }
        return Table.create("mask of " + run, number, unit, expectation, kept);
    }

    /**
     * Trains a mask before the reader's eyes, with the steps and batches of the run itself; nothing
     * is stored.
     *
     * @param spec a run with a mask
     * @param start the model whose weights it starts from
     * @param images training images
     * @return E[pi] of each unit by layer at the end
     */
    static Map<String, double[]> train(
            ExperimentSpec spec, TrainedModel start, LabelledImages images) {
        Recipe recipe = spec.recipe();
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state = TrainingState.initial(manager, recipe, spec.seed())) {
            try (NDManager scratch = manager.newSubManager()) {
                Map<String, NDArray> weights = new LinkedHashMap<>();
                start.arrays().forEach((name, array) -> weights.put(name, array.toEngine(scratch)));
                state.loadModel(weights);
            }
            TrainingStep step = new TrainingStep(recipe, state, spec.seed());
            int total = recipe.totalSteps();
            int every = Math.max(1, total / FRAMES);
            long begin = System.nanoTime();
            String display = Notebook.display(new Frame(state, total, Double.NaN));
            for (long epoch = 0; epoch < recipe.epochs(); epoch++) {
                int[] order =
                        RandomStream.of(spec.seed(), Purpose.DATA, epoch)
                                .permutation(recipe.trainedImages());
                for (int i = 0; i < recipe.stepsPerEpoch(); i++) {
                    int from = i * recipe.batchSize();
                    int[] batch = Arrays.copyOfRange(order, from, from + recipe.batchSize());
                    try (NDManager scope = ComputeDevice.newManager()) {
                        step.run(images.images(scope, batch), images.labels(scope, batch));
                    }
                    if (Thread.interrupted()) {
                        throw new InterruptedRun(
                                "the mask was interrupted at step "
                                        + state.step()
                                        + " of "
                                        + total);
                    }
                    if (state.step() % every == 0) {
                        double each = (System.nanoTime() - begin) / 1e9 / state.step();
                        double left = each * (total - state.step());
                        Notebook.updateDisplay(display, new Frame(state, total, left));
                    }
                }
            }
            String done = state.step() + " steps done";
            Notebook.updateDisplay(display, new RichText(done, done));
            return expectations(state.mask());
        }
    }

    /** The mask at a step of the training. */
    private record Frame(Map<String, double[]> layers, String title) implements Displayable {
        Frame(TrainingState state, int total, double secondsLeft) {
            this(
                    expectations(state.mask()),
                    "The mask while it trains: step "
                            + state.step()
                            + " of "
                            + total
                            + (Double.isNaN(secondsLeft)
                                    ? ""
                                    : ", " + Progress.duration(secondsLeft) + " left"));
        }

        @Override
        public Map<String, String> mimeBundle() {
            return Map.of(
                    "text/plain",
                    title,
                    "image/png",
                    Base64.getEncoder().encodeToString(drawing(title, layers).png()));
        }

        @Override
        public Map<String, Map<String, Object>> metadata() {
            Drawing drawing = drawing(title, layers);
            return Map.of(
                    "image/png", Map.of("width", drawing.width(), "height", drawing.height()));
        }

        @Override
        public String toString() {
            return title;
        }
    }
}
