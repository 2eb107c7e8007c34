package anpvs.check;

import anpvs.RecordComponents;
import anpvs.UserError;
import java.util.List;
import java.util.Map;

/**
 * How much the checks compute. Equal settings give equal findings, so they are computed once.
 *
 * @param images how many test images, from the first
 * @param batchSize images at a time; decides which random numbers an image gets
 * @param epsilon radius of the evaluation's attack, on the scale of pixels in [0, 1]
 * @param stepSize its step, same scale
 * @param steps its steps
 * @param stepLadder growing numbers of steps
 * @param restartLadder growing numbers of starts, the first 1
 * @param autoSteps iterations of APGD
 * @param squareQueries queries of Square for each image
 * @param draws over which a gradient is averaged, and times that an answer is asked for
 * @param plainImages images whose answers are recomputed by the second code path
 * @param seed of all random numbers
 */
public record CheckSettings(
        int images,
        int batchSize,
        double epsilon,
        double stepSize,
        int steps,
        List<Integer> stepLadder,
        List<Integer> restartLadder,
        int autoSteps,
        int squareQueries,
        int draws,
        int plainImages,
        long seed) {
    /** Checks the ranges and copies the lists. */
    public CheckSettings {
        stepLadder = List.copyOf(stepLadder);
        restartLadder = List.copyOf(restartLadder);
        if (images < 1 || batchSize < 1 || steps < 1 || draws < 1 || plainImages < 1) {
            throw new UserError(
                    "images "
                            + images
                            + ", batch "
                            + batchSize
                            + ", steps "
                            + steps
                            + ", draws "
                            + draws
                            + ", plain images "
                            + plainImages
                            + ": expected positive numbers");
        }
        if (autoSteps < 1 || squareQueries < 1) {
            throw new UserError("expected positive numbers of iterations and queries");
        }
        if (!grows(stepLadder) || !grows(restartLadder) || restartLadder.get(0) != 1) {
            throw new UserError(
                    "steps "
                            + stepLadder
                            + ", restarts "
                            + restartLadder
                            + ": expected growing numbers, the first number of restarts 1");
        }
    }

    private static boolean grows(List<Integer> ladder) {
        boolean grows = !ladder.isEmpty() && ladder.get(0) >= 1;
        for (int i = 1; i < ladder.size(); i++) {
            grows &= ladder.get(i) > ladder.get(i - 1);
        }
        return grows;
    }

    /**
     * @param count test images, from the first
     * @return these settings with so many images
     */
    public CheckSettings withImages(int count) {
        int plain = Math.min(plainImages, count);
        return RecordComponents.with(this, Map.of("images", count, "plainImages", plain));
    }

    /**
     * @param radius on the scale of pixels in [0, 1]
     * @return these settings with that radius, the step in proportion
     */
    public CheckSettings withEpsilon(double radius) {
        double step = stepSize * radius / epsilon;
        return RecordComponents.with(this, Map.of("epsilon", radius, "stepSize", step));
    }

    int mostSteps() {
        return stepLadder.get(stepLadder.size() - 1);
    }

    int mostRestarts() {
        return restartLadder.get(restartLadder.size() - 1);
    }
}
