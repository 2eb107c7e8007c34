package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.ExampleLoss.Objective;
import anpvs.attack.ExampleLoss.Point;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** FAB on one batch, with the state of each example. */
final class FabRun {
    /** Largest share of the step that goes back towards the image. */
    private static final double LARGEST_SHARE = 0.1;

    /** By how much a projection overshoots the boundary. */
    private static final float OVERSHOOT = 1.05f;

    /** What is left of the way from the image after going back from a misclassified point. */
    private static final float BACKWARD = 0.9f;

    private static final double SMALLEST_MOVE = 1e-8;

    private final Fab attack;
    private final ThreatModel threat;
    private final Classifier classifier;
    private final BoxProjection projection;
    private final HostImages clean;
    private final HostImages current;
    private final HostImages found;
    private final int[] labels;
    private final boolean[] done;
    private final List<Objective> leads = new ArrayList<>();

    FabRun(Fab attack, Classifier classifier, NDArray images, int[] labels) {
        this.attack = attack;
        this.threat = attack.threat();
        this.classifier = classifier;
        this.labels = labels;
        projection = new BoxProjection(threat.lower(), threat.upper());
        clean = HostImages.of(images);
        current = clean.copy();
        found = clean.copy();
        done = new boolean[clean.count()];
        int last = attack.rank();
        if (attack.rank() == 0) {
            try (NDArray logits = classifier.logits(images.duplicate())) {
                last = (int) logits.getShape().get(1) - 1;
            }
        }
        for (int rank = Math.max(1, attack.rank()); rank <= last; rank++) {
            leads.add(
                    new LogitObjective(LogitLoss.LEAD, rank, null).of(classifier, images, labels));
        }
    }

    /** {@return misclassified points inside the ball; the clean image where none was found} */
    HostImages run(NDManager manager, RandomStream random) {
        int[] active = HostImages.all(clean.count());
        boolean[] correct = correct(manager, active);
        for (int row : active) {
            done[row] = !correct[row];
        }
        if (attack.randomStart()) {
            Starts.fullBall(clean, current, threat, 0.5f, random);
        }
        for (int step = 0; step < attack.steps(); step++) {
            active = HostImages.without(active, done);
            if (Arrays.stream(active).allMatch(row -> done[row])) {
                break;
            }
            Interruption.check();
            move(manager, active);
            look(active, correct(manager, active));
        }
        return found;
    }

    private boolean[] correct(NDManager manager, int[] rows) {
        try (NDManager scope = manager.newSubManager()) {
            float[] logits = classifier.logits(current.toEngine(scope, rows)).toFloatArray();
            return Predictions.correct(
                    logits, Arrays.stream(rows).map(row -> labels[row]).toArray());
        }
    }

    private void move(NDManager manager, int[] active) {
        int pixels = clean.pixels();
        Point[] points = new Point[leads.size()];
        for (int k = 0; k < points.length; k++) {
            try (NDManager scope = manager.newSubManager()) {
                points[k] = leads.get(k).at(current.toEngine(scope, active), active);
            }
        }
        IntStream.range(0, active.length)
                .parallel()
                .filter(i -> !done[active[i]])
                .forEach(
                        i -> {
                            Point nearest = nearest(points, i, pixels);
                            int from = i * pixels;
                            step(
                                    active[i],
                                    Arrays.copyOfRange(nearest.gradient(), from, from + pixels),
                                    nearest.loss()[i]);
                        });
    }

    /** The class whose linearised boundary is nearest, by |f| / ||w||_1. */
    private static Point nearest(Point[] points, int i, int pixels) {
        Point nearest = points[0];
        double smallest = Double.POSITIVE_INFINITY;
        for (Point point : points) {
            double norm = 1e-12;
            for (int p = i * pixels; points.length > 1 && p < (i + 1) * pixels; p++) {
                norm += Math.abs(point.gradient()[p]);
            }
            double distance = Math.abs(point.loss()[i]) / norm;
            if (distance < smallest) {
                smallest = distance;
                nearest = point;
            }
        }
        return nearest;
    }

    /** f = z_t - z_y and its gradient w at x give the boundary w.z = w.x - f. */
    private void step(int row, float[] normal, double lead) {
        float[] x = current.rows()[row];
        float[] image = clean.rows()[row];
        double offset = -lead;
        for (int i = 0; i < x.length; i++) {
            offset += (double) normal[i] * x[i];
        }
        float[] fromHere = projection.onto(x, normal, offset);
        float[] fromImage = projection.onto(image, normal, offset);
        double here = Math.max(largest(fromHere), SMALLEST_MOVE);
        double there = Math.max(largest(fromImage), SMALLEST_MOVE);
        float share = (float) Math.min(here / (here + there), LARGEST_SHARE);
        for (int i = 0; i < x.length; i++) {
            float moved =
                    (1 - share) * (x[i] + OVERSHOOT * fromHere[i])
                            + share * (image[i] + OVERSHOOT * fromImage[i]);
            x[i] = Math.min(Math.max(moved, threat.lower()), threat.upper());
        }
    }

    private void look(int[] active, boolean[] correct) {
        for (int k = 0; k < active.length; k++) {
            int row = active[k];
            if (done[row] || correct[k]) {
                continue;
            }
            float[] x = current.rows()[row];
            float[] image = clean.rows()[row];
            float[] change = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                change[i] = x[i] - image[i];
            }
            if (largest(change) <= threat.epsilon()) {
                done[row] = true;
                found.rows()[row] = x.clone();
            } else {
                for (int i = 0; i < x.length; i++) {
                    x[i] = image[i] + BACKWARD * change[i];
                }
            }
        }
    }

    private static double largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value)); // NaN stays
        }
        return largest;
    }
}
