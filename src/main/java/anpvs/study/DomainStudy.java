package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.data.Batch;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.PgdSettings;
import anpvs.method.PublishedAttack;
import anpvs.model.Classifier;
import anpvs.model.Standardisation;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.List;

/**
 * One test image after the attack on pixels and after that of the published code.
 *
 * @param context whose test images are attacked, and where progress is told
 */
public record DomainStudy(Context context) {
    /**
     * @param runs networks that standardise their images
     * @param index a test image
     * @return of each network the image after the attack on pixels, then as published
     */
    public List<AttackedImage> pictures(List<Run> runs, int index) {
        return WatchedMeasurement.of(
                context.progress(),
                "one image under two attacks",
                runs.size() * 2.0 * AttackStudy.passes(runs.get(0).spec().recipe().evaluation()),
                measuring -> {
                    List<AttackedImage> pictures = new ArrayList<>();
                    for (Run run : runs) {
                        PgdSettings settings = run.spec().recipe().evaluation();
                        try (TrainedModel model = TrainedModel.open(run)) {
                            pictures.addAll(pictures(measuring, model, settings, index));
                        }
                    }
                    return pictures;
                });
    }

    private List<AttackedImage> pictures(
            WatchedMeasurement measuring, TrainedModel model, PgdSettings settings, int index) {
        Classifier network = measuring.watch(model.classifier());
        PublishedAttack published =
                new PublishedAttack(measuring.watch(model.ofStandardised()), settings, true);
        try (NDManager scope = ComputeDevice.newManager()) {
            Batch one = context.images().test().batch(scope, index);
            return pictures(network, settings.pgd(), published, one);
        }
    }

    private List<AttackedImage> pictures(
            Classifier network, Pgd pgd, PublishedAttack published, Batch batch) {
        NDArray x = batch.images();
        NDArray y = batch.labels();
        AttackedImage.Prediction before = says(network.logits(x));
        NDArray onPixels = pgd.perturb(network, x, y, start(batch));
        NDArray changed = published.perturb(x, y, start(batch));
        NDArray seen = Standardisation.pixels(changed, x);
        return List.of(
                picture(batch, onPixels, before, says(network.logits(onPixels))),
                picture(batch, seen, before, says(published.classifier().logits(changed))));
    }

    private static RandomStream start(Batch batch) {
        return RandomStream.of(0, Purpose.ATTACK, batch.first());
    }

    private AttackedImage.Prediction says(NDArray logits) {
        return AttackStudy.predictions(context.dataset(), logits).get(0);
    }

    private AttackedImage picture(
            Batch batch,
            NDArray seen,
            AttackedImage.Prediction before,
            AttackedImage.Prediction after) {
        float[] clean = batch.images().toFloatArray();
        return AttackedImage.of(
                context.images().test(), batch.first(), clean, seen.toFloatArray(), before, after);
    }
}
