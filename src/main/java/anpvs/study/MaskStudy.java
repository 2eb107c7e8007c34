package anpvs.study;

import anpvs.UserError;
import anpvs.mask.Mask;
import anpvs.mask.MaskLayout;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import anpvs.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Looks at a pruning mask, and at one that is being trained. */
public final class MaskStudy {
    private static final int FRAMES = 24;

    private MaskStudy() {}

    /**
     * A mask while it trains.
     *
     * @param step steps done
     * @param layers E[pi] of each unit by layer
     */
    public record Frame(long step, List<double[]> layers) {}

    /**
     * @param run a finished run
     * @return E[pi] of each unit of its mask by layer; nothing if it has none
     */
    public static List<double[]> expectations(Run run) {
        try (TrainedModel model = TrainedModel.open(run)) {
            return model.mask() == null ? List.of() : expectations(model.mask());
        }
    }

    private static List<double[]> expectations(Mask mask) {
        double[] all = mask.expectedValues();
        MaskLayout layout = mask.layout();
        List<double[]> layers = new ArrayList<>();
        for (int layer = 0; layer < layout.layers(); layer++) {
            int from = layout.offset(layer);
            layers.add(Arrays.copyOfRange(all, from, from + layout.units().get(layer)));
        }
        return layers;
    }

    /**
     * Trains a run as it is trained elsewhere, in a store that is thrown away.
     *
     * @param context gives the images
     * @param spec a run with a mask
     * @param start the run whose weights it starts from
     * @param shown sees the mask some {@value #FRAMES} times
     * @return E[pi] of each unit by layer at the end
     * @throws InterruptedRun if the thread was interrupted; nothing of it is kept
     */
    public static List<double[]> train(
            Context context, ExperimentSpec spec, Run start, Consumer<Frame> shown) {
        int every = Math.max(1, spec.recipe().totalSteps() / FRAMES);
        Path folder = TemporaryFolder.create("anpvs-mask-");
        try {
            copy(start.folder(), folder.resolve(start.id()));
            Run run =
                    new Trainer(
                                    new RunStore(folder),
                                    context::images,
                                    Progress.silent(),
                                    state -> {
                                        if (state.step() % every == 0) {
                                            List<double[]> layers = expectations(state.mask());
                                            shown.accept(new Frame(state.step(), layers));
                                        }
                                    })
                            .train(spec);
            return expectations(run);
        } catch (InterruptedRun e) {
            throw new InterruptedRun("the mask was interrupted; nothing of it is kept");
        } catch (IOException e) {
            throw new UserError("cannot write to a temporary folder: " + e.getMessage(), e);
        } finally {
            AtomicFiles.delete(folder);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path one : all) {
            Files.copy(one, to.resolve(from.relativize(one)));
        }
    }
}
