package anpvs.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import anpvs.model.Classifier;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Sends images through a trained network, batch by batch. */
final class NetworkPasses {
    /** As an evaluation takes them: accuracies are the same to the image. */
    private static final int SIZE = 250;

    private NetworkPasses() {}

    /**
     * Some images on their way through a network.
     *
     * @param manager of the engine's arrays; it is closed after the batch
     * @param images these
     * @param from number of the first of them among all
     */
    record Batch(NDManager manager, Images images, int from) {
        NDArray x() {
            return images.toEngine(manager);
        }

        NDArray y() {
            return images.labelsToEngine(manager);
        }
    }

    /**
     * @param context where progress is told, and the data set of the network
     * @param run the network
     * @param what is done with it, for the progress
     * @param images any of that data set's size
     * @param passes about how many of each image, at most
     * @param work what to do with a batch
     * @return what it gave for each batch
     * @throws anpvs.progress.InterruptedRun if the thread was interrupted
     */
    static <T> List<T> of(
            Context context,
            Run run,
            String what,
            Images images,
            double passes,
            BiFunction<Classifier, Batch, T> work) {
        if (!images.dataset().equals(context.dataset())) {
            throw new UserError(
                    "these are images of "
                            + images.dataset().title()
                            + "; the network is trained on "
                            + context.dataset().title());
        }
        return Measuring.of(
                context.progress(),
                what + ", " + run.spec().recipe().method().label(),
                images.count() * passes,
                measuring -> {
                    List<T> found = new ArrayList<>();
                    try (TrainedModel model = TrainedModel.open(run)) {
                        Classifier network = measuring.watch(model.classifier());
                        for (int from = 0; from < images.count(); from += SIZE) {
                            Images some = images.range(from, Math.min(images.count(), from + SIZE));
                            try (NDManager manager = ComputeDevice.newManager()) {
                                found.add(work.apply(network, new Batch(manager, some, from)));
                            }
                        }
                    }
                    return found;
                });
    }

    /** {@return an array (N, ...) as N rows of numbers} */
    static float[][] rows(NDArray array) {
        float[] all = array.toFloatArray();
        int rows = (int) array.getShape().get(0);
        int each = all.length / rows;
        float[][] split = new float[rows][each];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(all, i * each, split[i], 0, each);
        }
        return split;
    }
}
