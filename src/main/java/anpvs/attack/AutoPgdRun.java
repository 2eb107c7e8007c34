package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.ExampleLoss.Objective;
import anpvs.attack.ExampleLoss.Point;
import anpvs.engine.RandomStream;
import anpvs.engine.RowOperators;
import java.util.Arrays;

/** Auto-PGD on one batch. */
final class AutoPgdRun {
    /** Share of a window's steps that must raise the loss. */
    private static final double RISING = 0.75;

    /** Share of the new direction in a step; the rest is the last step's. */
    private static final float NEW_DIRECTION = 0.75f;

    /** What is known of each example. */
    private enum Known {
        LABEL,
        LOWER,
        UPPER,
        CURRENT,
        BEFORE,
        GRADIENT,
        STEP_SIZE,
        LOSS,
        /** How often the loss has risen since the last checkpoint. */
        RISES,
        /** Whether the step size was halved at the last checkpoint. */
        REDUCED,
        BEST,
        BEST_GRADIENT,
        BEST_LOSS,
        BEST_LOSS_AT_CHECKPOINT,
        BROKEN,
        ADVERSARIAL,
        ADVERSARIAL_LOSS
    }

    private final AutoPgd attack;
    private final BatchState<Known> state;
    private Objective objective;

    AutoPgdRun(
            AutoPgd attack,
            NDArray clean,
            NDArray labels,
            Objective objective,
            RandomStream random) {
        this.attack = attack;
        this.objective = objective;
        NDManager owner = clean.getManager();
        ThreatModel threat = attack.threat();
        int n = (int) clean.getShape().get(0);
        state = new BatchState<>(owner, Known.class, n);
        state.set(Known.LABEL, RowOperators.handle(owner, labels));
        state.set(Known.LOWER, threat.lowest(clean));
        state.set(Known.UPPER, threat.highest(clean));
        NDArray start =
                AttackStart.surface(1).noise(owner, threat.epsilon(), clean.getShape(), random);
        state.set(Known.CURRENT, project(clean.add(start)));
        state.set(Known.STEP_SIZE, owner.ones(new Shape(n, 1, 1, 1)).mul(2 * threat.epsilon()));
        for (Known images : new Known[] {Known.BEFORE, Known.BEST, Known.ADVERSARIAL}) {
            state.set(images, clean.duplicate());
        }
        for (Known gradient : new Known[] {Known.GRADIENT, Known.BEST_GRADIENT}) {
            state.set(gradient, clean.zerosLike());
        }
        for (Known zero : new Known[] {Known.RISES, Known.BROKEN}) {
            state.set(zero, owner.zeros(new Shape(n)));
        }
        // as if before the start: the first checkpoint looks at rises alone
        state.set(Known.REDUCED, owner.ones(new Shape(n)));
        double[] none = new double[n];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        for (Known loss :
                new Known[] {
                    Known.LOSS,
                    Known.BEST_LOSS,
                    Known.BEST_LOSS_AT_CHECKPOINT,
                    Known.ADVERSARIAL_LOSS
                }) {
            state.set(loss, owner.create(none));
        }
    }

    /** {@return what was found, (N, C, H, W)} */
    NDArray run() {
        state.step(
                () -> {
                    measure();
                    beginWindow();
                });
        int[] checkpoints = AutoPgd.checkpoints(attack.steps());
        int passed = 0;
        for (int step = 1; step <= attack.steps() && !state.isEmpty(); step++) {
            Interruption.check();
            float share = step == 1 ? 1 : NEW_DIRECTION;
            state.step(
                    () -> {
                        move(share);
                        measure();
                    });
            if (passed < checkpoints.length && step == checkpoints[passed]) {
                int window = step - (passed == 0 ? 0 : checkpoints[passed - 1]);
                state.step(() -> adapt(window));
                NDArray rest = state.narrow(state.get(Known.BROKEN), found());
                objective = rest == null ? objective : objective.only(rest);
                passed++;
            }
        }
        return state.whole(found());
    }

    /** z = P(x + s sign g); x' = P(x + a (z - x) + (1 - a) (x - x before)). */
    private void move(float share) {
        NDArray x = state.get(Known.CURRENT);
        NDArray step = state.get(Known.STEP_SIZE).mul(state.get(Known.GRADIENT).sign());
        NDArray ahead = project(x.add(step));
        NDArray momentum = x.sub(state.get(Known.BEFORE)).mul(1 - share);
        state.set(Known.CURRENT, project(x.add(ahead.sub(x).mul(share)).add(momentum)));
        state.set(Known.BEFORE, x);
    }

    private NDArray project(NDArray images) {
        return images.maximum(state.get(Known.LOWER)).minimum(state.get(Known.UPPER));
    }

    private void measure() {
        NDArray x = state.get(Known.CURRENT);
        Point point = objective.at(x.stopGradient());
        NDArray loss = point.loss();
        NDArray rise = RowOperators.flag(loss.gt(state.get(Known.LOSS)));
        state.set(Known.RISES, state.get(Known.RISES).add(rise));
        state.set(Known.LOSS, loss);
        state.set(Known.GRADIENT, point.gradient());
        NDArray better = RowOperators.flag(loss.gt(state.get(Known.BEST_LOSS)));
        state.setWhere(better, Known.BEST_LOSS, loss);
        state.setWhere(better, Known.BEST, x);
        state.setWhere(better, Known.BEST_GRADIENT, point.gradient());
        // where gradients are averaged over draws, only the classifier itself can say
        if (!attack.loss().isRandom()) {
            NDArray wrong = Logits.of(point.logits()).wrong(state.get(Known.LABEL));
            // a loss that is not a number counts as a new one
            NDArray known = RowOperators.flag(loss.lte(state.get(Known.ADVERSARIAL_LOSS)));
            NDArray worse = wrong.mul(RowOperators.not(known));
            state.set(Known.BROKEN, state.get(Known.BROKEN).maximum(worse));
            state.setWhere(worse, Known.ADVERSARIAL, x);
            state.setWhere(worse, Known.ADVERSARIAL_LOSS, loss);
        }
    }

    /**
     * Halves the step sizes of examples that make no headway, and takes them back to their best.
     */
    private void adapt(int window) {
        NDArray few = RowOperators.flag(state.get(Known.RISES).lte(RISING * window));
        NDArray same =
                RowOperators.flag(
                        state.get(Known.BEST_LOSS).lte(state.get(Known.BEST_LOSS_AT_CHECKPOINT)));
        NDArray reduced = few.maximum(same.mul(RowOperators.not(state.get(Known.REDUCED))));
        state.set(Known.REDUCED, reduced);
        state.setWhere(reduced, Known.STEP_SIZE, state.get(Known.STEP_SIZE).div(2));
        state.setWhere(reduced, Known.CURRENT, state.get(Known.BEST));
        state.setWhere(reduced, Known.GRADIENT, state.get(Known.BEST_GRADIENT));
        beginWindow();
    }

    private void beginWindow() {
        state.set(Known.BEST_LOSS_AT_CHECKPOINT, state.get(Known.BEST_LOSS).duplicate());
        state.set(Known.RISES, state.get(Known.RISES).zerosLike());
    }

    private NDArray found() {
        return RowOperators.choose(
                state.get(Known.BROKEN), state.get(Known.ADVERSARIAL), state.get(Known.BEST));
    }
}
