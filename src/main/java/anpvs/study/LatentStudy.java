package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.data.Batch;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Recipe;
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

/**
 * Latent features before and after an attack, of one image or of many.
 *
 * @param classifier the network under attack, in evaluation mode
 * @param images what is attacked
 * @param attack the attack, from one random start
 */
public record LatentStudy(Classifier classifier, LabelledImages images, PgdSettings attack) {
    private static final int BATCH = 250;

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
        try (NDManager scope = ComputeDevice.newManager()) {
            return picture(images.batch(scope, index));
        }
    }

    private LatentPicture picture(Batch one) {
        NDArray adversarial = attacked(one, one.first());
        Activations before = classifier.forward(one.images());
        NDArray clean = before.latents().get(0);
        NDArray attacked = classifier.forward(adversarial).latents().get(0);
        Shape shape = clean.getShape();
        return new LatentPicture(
                adversarial.toFloatArray(),
                PixelVulnerability.gradient(classifier, one.images(), adversarial).toFloatArray(),
                (int) shape.get(1),
                (int) shape.get(2),
                clean.toFloatArray(),
                attacked.toFloatArray(),
                (int) before.logits().argMax(1).getLong());
    }

    private NDArray attacked(Batch batch, long stream) {
        RandomStream random = RandomStream.of(0, Purpose.ATTACK, stream);
        return attack.pgd().perturb(classifier, batch.images(), batch.labels(), random);
    }

    /**
     * @param count how many images, from the first
     * @return their vulnerability; batches and random numbers are those of an evaluation
     */
    Vulnerability vulnerability(int count) {
        Vulnerability vulnerability = new Vulnerability();
        images.eachBatch(
                0,
                count,
                BATCH,
                batch -> {
                    NDArray adversarial = attacked(batch, 4L * batch.first());
                    vulnerability.add(
                            classifier.forward(batch.images()), classifier.forward(adversarial));
                });
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
                measuring ->
                        measuring.with(
                                run,
                                network ->
                                        new LatentStudy(
                                                        network,
                                                        context.images().test(count),
                                                        attack)
                                                .vulnerability(count)));
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
                    LabelledImages test = context.images().test();
                    for (Run run : runs) {
                        Recipe recipe = run.spec().recipe();
                        LatentPicture picture =
                                measuring.with(
                                        run,
                                        network ->
                                                new LatentStudy(network, test, recipe.evaluation())
                                                        .picture(index));
                        pictures.put(recipe.method(), picture);
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
