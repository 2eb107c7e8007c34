package anpvs.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.Dataset;
import anpvs.engine.ComputeDevice;
import anpvs.engine.GradientTape;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.engine.SelfTest;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.metric.CostModel;
import anpvs.metric.Median;
import anpvs.model.Classifier;
import anpvs.model.Weights;
import anpvs.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast the paper's ANP-VS recipe on LeNet trains, against two floors: the forward pass against
 * its operations at the machine's matrix product rate, and the training step against 2K + 6 forward
 * passes (K attack steps of two each, a clean and an adversarial training pass of three each).
 *
 * @param batch images a step
 * @param attackSteps K
 * @param gflops the machine's float32 matrix product rate in the same run, GFLOP/s
 * @param forwardMs evaluation forward pass to the logits, median, ms
 * @param floorMs operations of the forward pass at that rate, ms
 * @param attackMs attack step by the input gradient alone, median, ms
 * @param attackWithWeightsMs the same step with weight gradients as well, median, ms
 * @param stepMs ANP-VS training step, median, ms
 * @param outsideShare share of the training thread's time outside engine calls, 0 to 1
 * @param residentBefore resident memory after 100 training steps, MiB
 * @param residentAfter resident memory after 600 training steps, MiB
 */
public record Benchmark(
        int batch,
        int attackSteps,
        double gflops,
        double forwardMs,
        double floorMs,
        double attackMs,
        double attackWithWeightsMs,
        double stepMs,
        double outsideShare,
        double residentBefore,
        double residentAfter) {
    private static final int ROUNDS = 40;
    private static final int WARM_UP = 10;
    private static final int FIRST_MARK = 100;
    private static final int LAST_MARK = 600;

    /** {@return an attack step without weight gradients over one with them} */
    public double attackRatio() {
        return attackMs / attackWithWeightsMs;
    }

    /** {@return 2K + 6 forward passes, ms} */
    public double idealMs() {
        return (2 * attackSteps + 6) * forwardMs;
    }

    /** {@return the training step over its ideal} */
    public double stepRatio() {
        return stepMs / idealMs();
    }

    /** {@return growth of resident memory from step 100 to step 600, percent} */
    public double memoryGrowthPercent() {
        return 100 * (residentAfter / residentBefore - 1);
    }

    /**
     * Measures on this machine; takes some minutes, and means something only while the machine is
     * idle.
     *
     * @param progress told how far it is
     * @return the measurements
     */
    public static Benchmark measure(Progress progress) {
        Recipe recipe = Recipes.of(Method.ANP_VS, Dataset.MNIST, Profile.PAPER, Fidelity.PAPER);
        int batch = recipe.batchSize();
        try (NDManager manager = ComputeDevice.newManager();
                TrainingState state = TrainingState.initial(manager, recipe, 0)) {
            RandomStream random = RandomStream.of(0, Purpose.IMAGES, 0);
            NDArray images = random.uniform(manager, 0, 1, new Shape(batch, 1, 28, 28));
            NDArray labels = manager.create(new float[batch]);
            double gflops = SelfTest.matrixGigaflops(manager.getDevice(), 2048, 2);
            TrainingStep step = new TrainingStep(recipe, state, 0);
            double[] times = new double[LAST_MARK];
            double[] resident = new double[LAST_MARK + 1];
            double outside;
            try (EngineSampler sampler = new EngineSampler(Thread.currentThread())) {
                for (int i = 0; i < LAST_MARK; i++) {
                    if (i % FIRST_MARK == 0) {
                        progress.note("training step " + i + " of " + LAST_MARK);
                    }
                    times[i] = Stopwatch.milliseconds(() -> step.run(images, labels));
                    resident[i + 1] = residentMiB();
                }
                outside = sampler.outsideShare();
            }
            // last, when everything that can warm up is warm: a slow forward pass would flatter us
            progress.note("forward pass and attack steps, " + ROUNDS + " of each in turn");
            double[] medians = passes(manager, state, images, labels);
            CostModel full = CostModel.full(state.network());
            return new Benchmark(
                    batch,
                    recipe.attack().steps(),
                    gflops,
                    medians[0],
                    full.flops() * batch / gflops / 1e6,
                    medians[1],
                    medians[2],
                    Median.of(Arrays.copyOfRange(times, FIRST_MARK, LAST_MARK)),
                    outside,
                    resident[FIRST_MARK],
                    resident[LAST_MARK]);
        }
    }

    /** Medians of the forward pass, the attack step and the attack step with weight gradients. */
    private static double[] passes(
            NDManager manager, TrainingState state, NDArray images, NDArray labels) {
        Classifier classifier = state.network().classifier(manager, state.weights(), null);
        Pgd oneStep = new Pgd(ThreatModel.linf(0.3), 0.01f, 1, false);
        List<Runnable> tasks =
                List.of(
                        () -> Stopwatch.inScope(images, classifier::logits),
                        () ->
                                Stopwatch.inScope(
                                        images, x -> oneStep.perturb(classifier, x, labels, null)),
                        () -> Stopwatch.inScope(images, x -> attackWithWeights(state, x, labels)));
        double[][] times = new double[tasks.size()][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int t = 0; t < times.length; t++) {
                double time = Stopwatch.milliseconds(tasks.get(t));
                if (round >= 0) {
                    times[t][round] = time;
                }
            }
        }
        return Arrays.stream(times).mapToDouble(Median::of).toArray();
    }

    /** The attack step of {@link Pgd}, but through weights that collect gradients. */
    private static NDArray attackWithWeights(TrainingState state, NDArray x, NDArray labels) {
        NDManager scope = x.getManager();
        Weights leaves = state.weights().leaves(scope);
        ThreatModel threat = ThreatModel.linf(0.3);
        NDArray lower = threat.lowest(x);
        NDArray upper = threat.highest(x);
        NDArray from = x.duplicate();
        GradientTape.watch(from);
        List<NDArray> all = new ArrayList<>(leaves.arrays().values());
        all.add(from);
        NDArray gradient;
        try (GradientTape tape = new GradientTape()) {
            NDArray logits = state.network().logits(from, leaves, null, null);
            NDArray loss = Operators.softmaxOutput(logits, labels);
            gradient = tape.gradients(scope, loss, all, false).get(all.size() - 1);
        }
        return from.stopGradient().add(gradient.sign().mul(0.01f)).maximum(lower).minimum(upper);
    }

    private static double residentMiB() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
            throw new IllegalStateException("/proc/self/status has no VmRSS");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks every few milliseconds whether a thread is inside an engine call. */
    private static final class EngineSampler implements AutoCloseable {
        private final AtomicInteger samples = new AtomicInteger();
        private final AtomicInteger outside = new AtomicInteger();
        private final Thread sampler;

        EngineSampler(Thread watched) {
            sampler = new Thread(() -> sample(watched), "engine-sampler");
            sampler.setDaemon(true);
            sampler.start();
        }

        private void sample(Thread watched) {
            while (!Thread.currentThread().isInterrupted()) {
                boolean inside =
                        Arrays.stream(watched.getStackTrace())
                                .anyMatch(f -> f.getClassName().startsWith("com.sun.jna.Native"));
                samples.incrementAndGet();
                outside.addAndGet(inside ? 0 : 1);
                try {
                    Thread.sleep(7);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        double outsideShare() {
            return outside.doubleValue() / Math.max(1, samples.get());
        }

        @Override
        public void close() {
            sampler.interrupt();
        }
    }
}
