package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.Pgd;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.metric.PixelVulnerability;
import anpvs.metric.Vulnerability;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Latent features before and after an attack, of one image or of many. */
public final class LatentStudy {
    private static final int BATCH = 250;

    private final Classifier classifier;
    private final LabelledImages images;
    private final Pgd pgd;

    /**
     * @param classifier the network under attack, in evaluation mode
     * @param images what is attacked
     * @param attack the attack, from one random start
     */
    LatentStudy(Classifier classifier, LabelledImages images, PgdSettings attack) {
        this.classifier = classifier;
        this.images = images;
        this.pgd = attack.pgd();
    }

    /**
     * The first latent layer of one image.
     *
     * @param adversarial the attacked image, (C, H, W) in [0, 1]
     * @param gradient of V by the pixels, same shape; see {@link PixelVulnerability}
     * @param channels of the layer
     * @param size height and width of a channel
     * @param clean the layer's features z1, channel by channel
     * @param attacked the same of the attacked image
     * @param prediction class that the network takes the clean image for
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers to draw; two pictures are never compared
    public record LatentPicture(
            float[] adversarial,
            float[] gradient,
            int channels,
            int size,
            float[] clean,
            float[] attacked,
            int prediction) {
        /** {@return |z1 - z1~| of a feature} */
        public double distance(int feature) {
            return Math.abs((double) clean[feature] - attacked[feature]);
        }

        /** {@return the largest |z1 - z1~|} */
        public double largest() {
            return IntStream.range(0, clean.length).mapToDouble(this::distance).max().orElse(0);
        }
    }

    /**
     * @param index an image
     * @return it, before and after the attack
     */
    LatentPicture picture(int index) {
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray x = images.images(manager, index);
            NDArray y = images.labels(manager, index);
            NDArray adversarial =
                    pgd.perturb(classifier, x, y, RandomStream.of(0, Purpose.ATTACK, index));
            Activations before = classifier.forward(x);
            NDArray clean = before.latents().get(0);
            NDArray attacked = classifier.forward(adversarial).latents().get(0);
            Shape shape = clean.getShape();
            return new LatentPicture(
                    adversarial.toFloatArray(),
                    PixelVulnerability.gradient(classifier, x, adversarial).toFloatArray(),
                    (int) shape.get(1),
                    (int) shape.get(2),
                    clean.toFloatArray(),
                    attacked.toFloatArray(),
                    (int) before.logits().argMax(1).getLong());
        }
    }

    /**
     * @param count how many images, from the first
     * @return their vulnerability; batches and random numbers are those of an evaluation
     */
    Vulnerability vulnerability(int count) {
        Vulnerability vulnerability = new Vulnerability();
        for (int first = 0; first < count; first += BATCH) {
            int end = Math.min(count, first + BATCH);
            try (NDManager manager = ComputeDevice.newManager()) {
                int[] batch = IntStream.range(first, end).toArray();
                NDArray x = images.images(manager, batch);
                NDArray y = images.labels(manager, batch);
                RandomStream random = RandomStream.of(0, Purpose.ATTACK, 4L * first);
                NDArray adversarial = pgd.perturb(classifier, x, y, random);
                vulnerability.add(classifier.forward(x), classifier.forward(adversarial));
            }
        }
        return vulnerability;
    }

    /**
     * @param context whose test images are attacked, and where progress is told
     * @param run whose model is attacked, as its evaluation attacks it
     * @param count how many images, from the first
     * @return their vulnerability; measured once in a session
     * @throws anpvs.progress.InterruptedRun if the thread was interrupted
     */
    public static Vulnerability vulnerability(Context context, Run run, int count) {
        return context.once(
                run.id() + " " + run.checkpoints().lastDigest() + " " + count,
                () -> measured(context, run, count));
    }

    private static Vulnerability measured(Context context, Run run, int count) {
        PgdSettings attack = run.spec().recipe().evaluation();
        return WatchedMeasurement.of(
                context.progress(),
                "latent features of " + run.id(),
                (double) count * (attack.steps() + 2),
                measuring -> {
                    try (TrainedModel model = TrainedModel.open(run)) {
                        return new LatentStudy(
                                        measuring.watch(model.classifier()),
                                        context.images().test(count),
                                        attack)
                                .vulnerability(count);
                    }
                });
    }

    /**
     * @param context whose test images are attacked, and where progress is told
     * @param runs whose models are attacked, as their evaluations attack them
     * @param index a test image
     * @return it before and after, by method
     * @throws anpvs.progress.InterruptedRun if the thread was interrupted
     */
    public static Map<Method, LatentPicture> pictures(Context context, List<Run> runs, int index) {
        return WatchedMeasurement.of(
                context.progress(),
                "a test image in " + runs.size() + " networks",
                runs.stream().mapToInt(run -> run.spec().recipe().evaluation().steps() + 4).sum(),
                measuring -> {
                    Map<Method, LatentPicture> pictures = new LinkedHashMap<>();
                    for (Run run : runs) {
                        try (TrainedModel model = TrainedModel.open(run)) {
                            LatentStudy study =
                                    new LatentStudy(
                                            measuring.watch(model.classifier()),
                                            context.images().test(),
                                            run.spec().recipe().evaluation());
                            pictures.put(run.spec().recipe().method(), study.picture(index));
                        }
                    }
                    return pictures;
                });
    }

    /**
     * @param run a finished run
     * @return how many channels its first latent layer has
     */
    public static int channels(Run run) {
        try (TrainedModel model = TrainedModel.open(run)) {
            return model.structure().layout().units().get(0);
        }
    }
}
