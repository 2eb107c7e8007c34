package anpvs.attack;

import ai.djl.ndarray.NDManager;
import anpvs.attack.ExampleLoss.Objective;
import anpvs.attack.ExampleLoss.Point;
import anpvs.engine.RandomStream;
import anpvs.model.Predictions;
import java.util.Arrays;

/** Auto-PGD on one batch, with the state of each example. */
final class AutoPgdRun {
    /** Share of a window's steps that must raise the loss. */
    private static final double RISING = 0.75;

    /** Share of the new direction in a step; the rest is the last step's. */
    private static final float NEW_DIRECTION = 0.75f;

    private final AutoPgd attack;
    private final ThreatModel threat;
    private final HostImages clean;
    private final int[] labels;
    private final Objective objective;
    private final HostImages current;
    private final HostImages before;
    private final HostImages best;
    private final HostImages adversarial;
    private final float[][] gradient;
    private final float[][] bestGradient;
    private final float[] stepSize;
    private final double[] lastLoss;
    private final double[] bestLoss;
    private final double[] bestLossAtCheckpoint;
    private final double[] adversarialLoss;
    private final int[] rises;
    private final boolean[] reduced;
    private final boolean[] broken;
    private int[] active;

    AutoPgdRun(AutoPgd attack, HostImages clean, int[] labels, Objective objective) {
        int n = clean.count();
        this.attack = attack;
        this.threat = attack.threat();
        this.clean = clean;
        this.labels = labels;
        this.objective = objective;
        current = clean.copy();
        before = clean.copy();
        best = clean.copy();
        adversarial = clean.copy();
        gradient = new float[n][clean.pixels()];
        bestGradient = new float[n][clean.pixels()];
        stepSize = new float[n];
        lastLoss = new double[n];
        bestLoss = new double[n];
        bestLossAtCheckpoint = new double[n];
        adversarialLoss = new double[n];
        rises = new int[n];
        reduced = new boolean[n];
        broken = new boolean[n];
        active = HostImages.all(n);
    }

    /** {@return what was found} */
    HostImages run(NDManager manager, RandomStream random) {
        Arrays.fill(stepSize, 2 * threat.epsilon());
        Arrays.fill(bestLoss, Double.NEGATIVE_INFINITY);
        Arrays.fill(adversarialLoss, Double.NEGATIVE_INFINITY);
        Arrays.fill(reduced, true); // as if before the start: the first checkpoint looks at rises
        Starts.fullBall(clean, current, threat, 1, random);
        measure(manager);
        Arrays.fill(rises, 0);
        System.arraycopy(bestLoss, 0, bestLossAtCheckpoint, 0, bestLoss.length);
        int[] checkpoints = AutoPgd.checkpoints(attack.steps());
        int passed = 0;
        for (int step = 1; step <= attack.steps() && active.length > 0; step++) {
            Interruption.check();
            move(step == 1 ? 1 : NEW_DIRECTION);
            measure(manager);
            if (passed < checkpoints.length && step == checkpoints[passed]) {
                adapt(step - (passed == 0 ? 0 : checkpoints[passed - 1]));
                active = HostImages.without(active, broken);
                passed++;
            }
        }
        for (int row = 0; row < broken.length; row++) {
            if (broken[row]) {
                best.rows()[row] = adversarial.rows()[row];
            }
        }
        return best;
    }

    /** z = P(x + s sign g); x' = P(x + a (z - x) + (1 - a) (x - x before)). */
    private void move(float share) {
        for (int row : active) {
            float[] x = current.rows()[row];
            float[] last = before.rows()[row];
            float[] slope = gradient[row];
            float[] centre = clean.rows()[row];
            for (int i = 0; i < x.length; i++) {
                float here = x[i];
                float ahead =
                        threat.project(centre[i], here + stepSize[row] * Math.signum(slope[i]));
                x[i] =
                        threat.project(
                                centre[i],
                                here + share * (ahead - here) + (1 - share) * (here - last[i]));
                last[i] = here;
            }
        }
    }

    private void measure(NDManager manager) {
        Point point;
        try (NDManager scope = manager.newSubManager()) {
            point = objective.at(current.toEngine(scope, active), active);
        }
        int pixels = clean.pixels();
        boolean[] correct =
                Predictions.correct(
                        point.logits(), Arrays.stream(active).map(row -> labels[row]).toArray());
        for (int i = 0; i < active.length; i++) {
            int row = active[i];
            double loss = point.loss()[i];
            float[] x = current.rows()[row];
            System.arraycopy(point.gradient(), i * pixels, gradient[row], 0, pixels);
            rises[row] += loss > lastLoss[row] ? 1 : 0;
            lastLoss[row] = loss;
            if (loss > bestLoss[row]) {
                bestLoss[row] = loss;
                System.arraycopy(x, 0, best.rows()[row], 0, pixels);
                System.arraycopy(gradient[row], 0, bestGradient[row], 0, pixels);
            }
            // where gradients are averaged over draws, only the classifier itself can say
            if (!attack.loss().isRandom() && !correct[i] && !(loss <= adversarialLoss[row])) {
                broken[row] = true;
                adversarialLoss[row] = loss;
                System.arraycopy(x, 0, adversarial.rows()[row], 0, pixels);
            }
        }
    }

    private void adapt(int window) {
        for (int row : active) {
            boolean stuck = !reduced[row] && bestLoss[row] <= bestLossAtCheckpoint[row];
            reduced[row] = rises[row] <= RISING * window || stuck;
            if (reduced[row]) {
                stepSize[row] /= 2;
                System.arraycopy(best.rows()[row], 0, current.rows()[row], 0, clean.pixels());
                System.arraycopy(bestGradient[row], 0, gradient[row], 0, clean.pixels());
            }
            bestLossAtCheckpoint[row] = bestLoss[row];
            rises[row] = 0;
        }
    }
}
