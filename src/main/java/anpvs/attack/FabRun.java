package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.ExampleLoss.Objective;
import anpvs.attack.ExampleLoss.Point;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;

/** FAB on one batch. */
final class FabRun {
    /** Largest share of the step that goes back towards the image. */
    private static final double LARGEST_SHARE = 0.1;

    /** By how much a projection overshoots the boundary. */
    private static final float OVERSHOOT = 1.05f;

    /** What is left of the way from the image after going back from a misclassified point. */
    private static final float BACKWARD = 0.9f;

    private static final double SMALLEST_MOVE = 1e-8;

    /** After so many steps it looks which examples are done. */
    private static final int STEPS_BETWEEN_LOOKS = 10;

    /** What is known of each example. */
    private enum Known {
        LABEL,
        IMAGE,
        CURRENT,
        FOUND,
        /** Whether a misclassified point inside the ball is found, or the image is one itself. */
        DONE
    }

    private final Fab attack;
    private final ThreatModel threat;
    private final Classifier classifier;
    private final BoxProjection projection;
    private final BatchState<Known> state;
    private List<Objective> leads = new ArrayList<>();

    FabRun(Fab attack, Classifier classifier, NDArray clean, NDArray labels, RandomStream random) {
        this.attack = attack;
        this.threat = attack.threat();
        this.classifier = classifier;
        projection = new BoxProjection(threat.lower(), threat.upper());
        NDManager owner = clean.getManager();
        state = new BatchState<>(owner, Known.class, (int) clean.getShape().get(0));
        state.set(Known.LABEL, RowOperators.handle(owner, labels));
        state.set(Known.IMAGE, clean);
        state.set(Known.FOUND, clean.duplicate());
        state.set(Known.CURRENT, clean.duplicate());
        state.step(() -> state.set(Known.DONE, wrong()));
        if (attack.randomStart()) {
            Shape shape = clean.getShape();
            NDArray start = AttackStart.surface(0.5f).noise(owner, threat.epsilon(), shape, random);
            NDArray lowest = threat.lowest(clean);
            state.set(
                    Known.CURRENT, clean.add(start).maximum(lowest).minimum(threat.highest(clean)));
        }
        int first = Math.max(1, attack.rank());
        int last = attack.rank();
        if (attack.rank() == 0) {
            last = (int) classifier.logits(clean.stopGradient()).getShape().get(1) - 1;
        }
        for (int rank = first; rank <= last; rank++) {
            leads.add(new LogitObjective(LogitLoss.LEAD, rank, null).of(classifier, clean, labels));
        }
    }

    /** {@return misclassified points inside the ball; the clean image where none was found} */
    NDArray run() {
        for (int step = 0; step < attack.steps(); step++) {
            Interruption.check();
            if (step % STEPS_BETWEEN_LOOKS == 0) {
                NDArray rest = state.narrow(state.get(Known.DONE), state.get(Known.FOUND));
                if (state.isEmpty()) {
                    break;
                }
                if (rest != null) {
                    leads = leads.stream().map(lead -> lead.only(rest)).toList();
                }
            }
            state.step(
                    () -> {
                        move();
                        look();
                    });
        }
        return state.whole(state.get(Known.FOUND));
    }

    private NDArray wrong() {
        NDArray logits = classifier.logits(state.get(Known.CURRENT).stopGradient());
        return Logits.of(logits).wrong(state.get(Known.LABEL));
    }

    /** f = z_t - z_y and its gradient w at x give the boundary w.z = w.x - f. */
    private void move() {
        NDArray x = state.get(Known.CURRENT);
        NDArray image = state.get(Known.IMAGE);
        Point nearest = nearest(x);
        NDArray normal = flat(nearest.gradient());
        NDArray lead = nearest.loss().reshape(-1, 1);
        // both projections at once: onto the plane from here, and from the image
        NDArray apart = normal.mul(flat(x).sub(flat(image))).sum(new int[] {1}, true);
        NDArray moves =
                projection.onto(
                        flat(x).concat(flat(image)),
                        normal.concat(normal),
                        lead.neg().concat(apart.sub(lead)));
        long n = x.getShape().get(0);
        NDArray fromHere = moves.get(new NDIndex(":" + n));
        NDArray fromImage = moves.get(new NDIndex(n + ":"));
        NDArray here = largest(fromHere).maximum(SMALLEST_MOVE);
        NDArray there = largest(fromImage).maximum(SMALLEST_MOVE);
        NDArray share =
                here.div(here.add(there))
                        .minimum(LARGEST_SHARE)
                        .toType(DataType.FLOAT32, false)
                        .reshape(-1, 1, 1, 1);
        NDArray rest = share.neg().add(1);
        NDArray onward = x.add(single(fromHere, x).mul(OVERSHOOT)).mul(rest);
        NDArray back = image.add(single(fromImage, x).mul(OVERSHOOT)).mul(share);
        state.set(Known.CURRENT, onward.add(back).maximum(threat.lower()).minimum(threat.upper()));
    }

    /** The class whose linearised boundary is nearest, by |f| / ||w||_1. */
    private Point nearest(NDArray x) {
        Point nearest = null;
        NDArray smallest = null;
        for (Objective lead : leads) {
            Point point = lead.at(x.stopGradient());
            if (leads.size() == 1) {
                return point;
            }
            NDArray norm = flat(point.gradient()).abs().sum(new int[] {1}).add(1e-12);
            NDArray distance = point.loss().abs().div(norm);
            if (nearest == null) {
                nearest = point;
                smallest = distance;
            } else {
                NDArray nearer = RowOperators.flag(distance.lt(smallest));
                smallest = RowOperators.choose(nearer, distance, smallest);
                nearest =
                        new Point(
                                point.logits(),
                                RowOperators.choose(nearer, point.loss(), nearest.loss()),
                                RowOperators.choose(nearer, point.gradient(), nearest.gradient()));
            }
        }
        return nearest;
    }

    /** Keeps misclassified points inside the ball, and goes back from those outside. */
    private void look() {
        NDArray x = state.get(Known.CURRENT);
        NDArray image = state.get(Known.IMAGE);
        NDArray change = x.sub(image);
        NDArray wrong = wrong().mul(RowOperators.not(state.get(Known.DONE)));
        NDArray inside = RowOperators.flag(largest(flat(change)).lte(threat.epsilon())).reshape(-1);
        NDArray hit = wrong.mul(inside);
        state.setWhere(hit, Known.FOUND, x);
        state.set(Known.DONE, state.get(Known.DONE).maximum(hit));
        state.setWhere(
                wrong.mul(RowOperators.not(inside)),
                Known.CURRENT,
                image.add(change.mul(BACKWARD)));
    }

    /** (n, pixels) in double precision. */
    private static NDArray flat(NDArray images) {
        return images.reshape(images.getShape().get(0), -1).toType(DataType.FLOAT64, false);
    }

    private static NDArray single(NDArray flat, NDArray like) {
        return flat.toType(DataType.FLOAT32, false).reshape(like.getShape());
    }

    /** The largest absolute value of each row, (n, 1). */
    private static NDArray largest(NDArray rows) {
        return rows.abs().max(new int[] {1}, true);
    }
}
