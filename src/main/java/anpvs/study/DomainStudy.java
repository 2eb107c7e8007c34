package anpvs.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.data.LabelledImages;
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

/** One test image after the attack on pixels and after that of the published code. */
public final class DomainStudy {
    private final Context context;

    /**
     * @param context whose test images are attacked, and where progress is told
     */
    public DomainStudy(Context context) {
        this.context = context;
    }

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
        LabelledImages test = context.images().test();
        Classifier network = measuring.watch(model.classifier());
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray x = test.images(manager, index);
            NDArray y = test.labels(manager, index);
            AttackedImage.Prediction before = says(network.logits(x));
            Pgd pgd = settings.pgd();
            NDArray onPixels = pgd.perturb(network, x, y, start(index));
            PublishedAttack published =
                    new PublishedAttack(measuring.watch(model.ofStandardised()), settings, true);
            NDArray changed = published.perturb(x, y, start(index));
            return List.of(
                    picture(index, x, onPixels, before, says(network.logits(onPixels))),
                    picture(
                            index,
                            x,
                            Standardisation.pixels(changed, x),
                            before,
                            says(published.classifier().logits(changed))));
        }
    }

    private static RandomStream start(int index) {
        return RandomStream.of(0, Purpose.ATTACK, index);
    }

    private AttackedImage.Prediction says(NDArray logits) {
        return AttackStudy.predictions(context.dataset(), logits).get(0);
    }

    private AttackedImage picture(
            int index,
            NDArray clean,
            NDArray seen,
            AttackedImage.Prediction before,
            AttackedImage.Prediction after) {
        LabelledImages test = context.images().test();
        return new AttackedImage(
                test.channels(),
                test.size(),
                clean.toFloatArray(),
                seen.toFloatArray(),
                test.label(index),
                before,
                after);
    }
}
