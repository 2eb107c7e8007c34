package anpvs.study;

import ai.djl.ndarray.NDManager;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.metric.LossLandscape;
import anpvs.metric.LossLandscape.Directions;
import anpvs.model.Classifier;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loss around test images. */
public final class LandscapeStudy {
    private LandscapeStudy() {}

    /**
     * @param context whose test images are looked at, and where progress is told
     * @param runs networks
     * @param images numbers of test images
     * @param directions how the planes through them are chosen
     * @param epsilon how far the planes reach
     * @param points along each axis
     * @return of each network the surfaces, by direction and image
     */
    public static Map<Run, List<LossLandscape>> of(
            Context context,
            List<Run> runs,
            int[] images,
            List<Directions> directions,
            double epsilon,
            int points) {
        int each = directions.size() * images.length;
        return WatchedMeasurement.of(
                context.progress(),
                "loss around "
                        + (images.length == 1 ? "a test image" : images.length + " test images")
                        + " in "
                        + runs.size()
                        + " networks",
                runs.size() * each * (points * points + 1.0),
                measuring -> {
                    Map<Run, List<LossLandscape>> all = new LinkedHashMap<>();
                    for (Run run : runs) {
                        List<LossLandscape> surfaces = new ArrayList<>();
                        try (TrainedModel model = TrainedModel.open(run)) {
                            Classifier network = measuring.watch(model.classifier());
                            for (Directions choice : directions) {
                                for (int index : images) {
                                    surfaces.add(
                                            surface(
                                                    context.images().test(),
                                                    network,
                                                    index,
                                                    choice,
                                                    epsilon,
                                                    points));
                                }
                            }
                        }
                        all.put(run, surfaces);
                    }
                    return all;
                });
    }

    private static LossLandscape surface(
            LabelledImages test,
            Classifier network,
            int index,
            Directions directions,
            double epsilon,
            int points) {
        try (NDManager scope = ComputeDevice.newManager()) {
            // of one image every method gets the same random directions
            return LossLandscape.of(
                    network,
                    test.images(scope, index),
                    test.label(index),
                    directions,
                    RandomStream.of(0, Purpose.ATTACK, index),
                    epsilon,
                    points);
        }
    }
}
