package anpvs.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.RecordComponents;
import anpvs.UserError;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import anpvs.data.Dataset;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.engine.SelfTest;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.method.TrainingStep;
import anpvs.metric.CostModel;
import anpvs.metric.Median;
import anpvs.model.Classifier;
import anpvs.progress.Progress;
import anpvs.store.Environment;
import anpvs.store.ExperimentSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How long the training steps of methods take, in forward passes, which is the measure that
 * machines have in common.
 *
 * @param settings what was measured
 * @param environment what it ran on
 * @param precision what the training computed with, in words
 * @param gflops the machine's float32 matrix product rate in the same run, GFLOP/s
 * @param floorMs operations of a forward pass at that rate, ms
 * @param rows the methods
 */
public record StepBenchmark(
        Settings settings,
        Environment environment,
        String precision,
        double gflops,
        double floorMs,
        List<Row> rows) {
    private static final List<Method> METHODS =
            List.of(
                    Method.STANDARD,
                    Method.AT,
                    Method.TRADES,
                    Method.AT_VS,
                    Method.ANP,
                    Method.ANP_VS);

    /** Name of the network on small grey images. */
    public static final String LENET = "lenet5";

    /** Name of the network on colour images. */
    public static final String VGG = "vgg16";

    /**
     * What to measure.
     *
     * @param network {@link #LENET} or {@link #VGG}
     * @param width factor of all channels of VGG-16, in (0, 1]
     * @param batch images a step
     * @param bfloat16 whether attacks and the passes that train compute in bfloat16 where they can
     * @param rounds how often each is measured; the median counts
     */
    public record Settings(String network, double width, int batch, boolean bfloat16, int rounds) {
        /** Checks the names and numbers. */
        public Settings {
            if (!network.equals(LENET) && !network.equals(VGG)) {
                throw new UserError(
                        "there is no network '" + network + "'; expected lenet5 or vgg16");
            }
            if (!(width > 0 && width <= 1)) {
                throw new UserError("width is " + width + "; expected a number above 0, up to 1");
            }
            if (network.equals(LENET) && (width != 1 || bfloat16)) {
                throw new UserError("lenet5 has no width but 1 and no precision but float32");
            }
            UserError.unlessPositive("batch", batch);
            UserError.unlessPositive("rounds", rounds);
        }

        /**
         * {@return the recipe of a method, from random weights}
         *
         * @param method the method
         * @param profile whose attack steps
         * @param dropout factor of the dropout of VGG-16
         */
        Recipe recipe(Method method, Profile profile, double dropout) {
            Dataset dataset = network.equals(LENET) ? Dataset.MNIST : Dataset.CIFAR10;
            Map<String, String> changes = new LinkedHashMap<>();
            changes.put("start", "null");
            changes.put("batchSize", Integer.toString(batch));
            if (network.equals(VGG)) {
                changes.put(
                        "vgg",
                        "{\"width\":%s,\"dropout\":%s,\"momentum\":0.99}"
                                .formatted(width, dropout));
            }
            boolean attacked = method != Method.STANDARD && method != Method.TRADES;
            String precision = bfloat16 ? "bfloat16" : "float32";
            changes.put("precision", precision);
            if (attacked) {
                changes.put("attack.precision", precision);
            }
            return ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, 0)
                    .with(changes)
                    .recipe();
        }

        private NDArray images(NDManager manager) {
            Shape one = network.equals(LENET) ? new Shape(1, 28, 28) : new Shape(3, 32, 32);
            RandomStream random = RandomStream.of(0, Purpose.IMAGES, 0);
            return random.uniform(manager, 0, 1, new Shape(batch).addAll(one));
        }
    }

    /**
     * One method, medians.
     *
     * @param method the method
     * @param dropout factor of the dropout of VGG-16: 1 as published, 0 for none
     * @param attackSteps attack steps of a training step
     * @param forwardMs evaluation forward pass to the logits, ms
     * @param attackMs attack step, ms; 0 without an attack
     * @param stepMs training step, ms
     * @param floor passes that a training step cannot do without, besides its attack: three for
     *     each batch that trains, and one where the mask's loss needs a backward pass of its own
     */
    public record Row(
            String method,
            double dropout,
            int attackSteps,
            double forwardMs,
            double attackMs,
            double stepMs,
            int floor) {
        /** {@return what is not attack in a step, in forward passes} */
        public double outsideAttack() {
            return (stepMs - attackSteps * attackMs) / forwardMs;
        }
    }

    /**
     * Measures on this machine; means something only while the machine is idle.
     *
     * @param settings what
     * @param progress told how far it is
     * @return the measurements
     */
    public static StepBenchmark measure(Settings settings, Progress progress) {
        double[] dropouts = settings.network.equals(LENET) ? new double[] {0} : new double[] {1, 0};
        try (NDManager manager = ComputeDevice.newManager()) {
            double gflops = SelfTest.matrixGigaflops(manager.getDevice(), 2048, 2);
            List<Candidate> candidates = new ArrayList<>();
            for (double dropout : dropouts) {
                for (Method method : METHODS) {
                    Recipe recipe = settings.recipe(method, Profile.PAPER, dropout);
                    candidates.add(new Candidate(manager, settings, recipe, dropout));
                }
            }
            for (int round = -1; round < settings.rounds; round++) {
                progress.note("round " + (round + 2) + " of " + (settings.rounds + 1));
                for (Candidate one : candidates) {
                    one.measure(round >= 0);
                }
            }
            CostModel costs = CostModel.full(candidates.get(0).state.network());
            String precision =
                    TrainingStep.passPrecision(settings.recipe(Method.AT, Profile.PAPER, 0));
            List<Row> rows = candidates.stream().map(Candidate::row).toList();
            candidates.forEach(one -> one.state.close());
            return new StepBenchmark(
                    settings,
                    Environment.current(),
                    precision == null ? "float32" : precision,
                    gflops,
                    costs.flops() * settings.batch / gflops / 1e6,
                    rows);
        }
    }

    /**
     * Trains on random images, as fast as it goes.
     *
     * @param settings network and batch
     * @param method the method, with the attack of the quick profile
     * @param warm called when everything is warm; returns when the time begins to count
     * @param seconds how long, at least
     * @return images a second
     */
    public static double throughput(
            Settings settings, Method method, Runnable warm, double seconds) {
        Recipe recipe = settings.recipe(method, Profile.QUICK, 0);
        try (NDManager manager = ComputeDevice.newManager()) {
            Candidate one = new Candidate(manager, settings, recipe, 0);
            one.step();
            one.step();
            warm.run();
            long start = System.nanoTime();
            long steps = 0;
            do {
                one.step();
                steps++;
            } while (System.nanoTime() - start < seconds * 1e9);
            double passed = (System.nanoTime() - start) / 1e9;
            one.state.close();
            return steps * settings.batch / passed;
        }
    }

    /** A method under measurement. */
    private static final class Candidate {
        private final Recipe recipe;
        private final double dropout;
        private final NDArray images;
        private final NDArray labels;
        private final TrainingState state;
        private final TrainingStep step;
        private final Classifier classifier;
        private final Classifier attacked;
        private final List<double[]> times = new ArrayList<>();

        Candidate(NDManager manager, Settings settings, Recipe recipe, double dropout) {
            this.recipe = recipe;
            this.dropout = dropout;
            this.images = settings.images(manager);
            this.labels = manager.create(new float[settings.batch]);
            this.state = TrainingState.initial(manager, recipe, 0);
            this.step = new TrainingStep(recipe, state, 0);
            this.classifier = state.network().classifier(manager, state.weights(), null);
            String precision = TrainingStep.attackPrecision(recipe);
            this.attacked =
                    precision != null && precision.equals("bfloat16")
                            ? state.network().bfloat16Classifier(manager, state.weights(), null)
                            : classifier;
        }

        void measure(boolean counts) {
            double forward = time(classifier::logits);
            double attack = 0;
            if (recipe.attack() != null) {
                Pgd one =
                        RecordComponents.with(
                                recipe.attack().withSteps(1).pgd(),
                                Map.of("start", AttackStart.IMAGE));
                attack = time(x -> one.perturb(attacked, x, labels, null));
            }
            double whole = step();
            if (counts) {
                times.add(new double[] {forward, attack, whole});
            }
        }

        private double time(UnaryOperator<NDArray> computation) {
            return Stopwatch.milliseconds(() -> Stopwatch.inScope(images, computation));
        }

        double step() {
            return Stopwatch.milliseconds(
                    () -> {
                        step.run(images, labels);
                        String first = state.network().parameters().get(0).name();
                        state.weights().get(first).toFloatArray(); // waits for the engine
                    });
        }

        Row row() {
            boolean attack = recipe.attack() != null;
            boolean ownPass = recipe.mask().present() && recipe.vulnerabilityWeight() != 0;
            return new Row(
                    recipe.method().label(),
                    dropout,
                    attack ? recipe.attack().steps() : 0,
                    median(0),
                    median(1),
                    median(2),
                    (attack ? 6 : 3) + (ownPass ? 1 : 0));
        }

        private double median(int column) {
            return Median.of(times.stream().mapToDouble(t -> t[column]).toArray());
        }
    }
}
