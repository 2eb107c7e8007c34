package anpvs.method;

import static java.util.Map.entry;

import anpvs.data.Dataset;
import anpvs.method.MaskSettings.BetaBernoulli;
import anpvs.method.MaskSettings.Learning;
import anpvs.method.MaskSettings.Vib;
import anpvs.method.Recipe.VggSettings;
import anpvs.model.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schedules of each profile and network, each number with its source. */
final class Schedules {
    /**
     * A schedule.
     *
     * @param values components of {@link Recipe} by name, for a method that has an attack and
     *     suppresses vulnerability
     * @param cleanEpochs epochs of a method without an attack
     * @param startedEpochs epochs of a method with one that goes on from a trained network
     * @param mask of ANP and ANP-VS
     * @param bpMask of BP
     * @param vibMask of ANP-VS (VIB)
     */
    record Defaults(
            Map<String, Object> values,
            int cleanEpochs,
            int startedEpochs,
            MaskSettings mask,
            MaskSettings bpMask,
            MaskSettings vibMask) {}

    // Paper, section 4: l-infinity radius .3, step .01, 20 steps in training, 40 in evaluation on
    // MNIST; .03, .007, 10 and 40 on CIFAR.
    private static final PgdSettings MNIST_EVALUATION = new PgdSettings(0.3, 0.01, 40);
    private static final PgdSettings CIFAR_EVALUATION = new PgdSettings(0.03, 0.007, 40);

    // Section 4: 200 epochs. Published code: batches of 64; Adam, 1e-3 for weights, 1e-2 for masks,
    // divided by 10 at half and at 70 % of the steps of LeNet, at half and at 80 % of those of VGG.
    // Published README: lambda 1e-3 on MNIST, 1e-4 on CIFAR-10 and, in its second version, .1 on
    // CIFAR-100.
    private static final Map<String, Object> LENET_PAPER =
            with(
                    Map.of(),
                    entry("epochs", 200),
                    entry("batchSize", 64),
                    entry("attack", MNIST_EVALUATION.withSteps(20)),
                    entry("evaluation", MNIST_EVALUATION),
                    entry("vulnerabilityWeight", 1e-3),
                    entry("weightRate", 1e-3),
                    entry("boundaries", List.of(0.5, 0.7)));
    private static final Map<String, Object> VGG_PAPER =
            with(
                    LENET_PAPER,
                    entry("attack", CIFAR_EVALUATION.withSteps(10)),
                    entry("evaluation", CIFAR_EVALUATION),
                    entry("vulnerabilityWeight", 1e-4),
                    entry("boundaries", List.of(0.5, 0.8)));
    private static final double CIFAR100_LAMBDA = 0.1;

    // Published README: beta 4 on MNIST, 2 on CIFAR-10, 1 on CIFAR-100. Published code: BP adds
    // KL / N whatever the flag of beta says; a_uc starts at -1 in LeNet and in the masks of dense
    // inputs, at 2 in the convolutions of VGG. Published base code: ln of the variance starts at
    // -9, gamma 1e-4 on LeNet, 1e-5 on VGG (not over N).
    private static final double MASK_RATE = 1e-2;

    // Ours. 3 % of the paper's steps, and half of its attack steps: 10 of .05 reach the edge of the
    // ball, which 20 of .01 do not, and teach more in the same time. With a lambda of 1e-3 the
    // gradient of V would be 1e-4 of the cross-entropy's.
    private static final Map<String, Object> LENET_QUICK =
            with(
                    LENET_PAPER,
                    entry("epochs", 6),
                    entry("attack", new PgdSettings(0.3, 0.05, 10)),
                    entry("vulnerabilityWeight", 1.0),
                    entry("boundaries", List.of(0.7, 0.9)));

    // Ours, see docs/schedules.md: half of the channels, 7 % of the steps, a third of the attack
    // steps, each so long that they reach the edge of the ball; no dropout, which so short a
    // training does not need. The last 5,000 training images are held out; they chose the rest.
    private static final Map<String, Object> VGG_QUICK =
            with(
                    VGG_PAPER,
                    entry("epochs", 15),
                    entry("attack", new PgdSettings(0.03, 0.02, 3, Precision.BFLOAT16)),
                    entry("adversarialWeight", 6.0),
                    entry("vulnerabilityWeight", 1.0),
                    entry("weightRate", 4e-3),
                    entry("boundaries", List.of()),
                    entry(
                            "rates",
                            List.of(List.of(0.0, 0.2), List.of(0.15, 1.0), List.of(1.0, 0.0))),
                    entry("vgg", new VggSettings(0.5, 0, 0.99)),
                    entry("validationImages", 5000),
                    // three quarters of the time, and a file of half the size
                    entry("precision", Precision.BFLOAT16),
                    entry("weightPrecision", Precision.BFLOAT16));

    // Ours, in short schedules: the KL term is stronger, so that a mask has time to prune, and
    // comes late and slowly, so that it does not kill the network.
    private static final MaskSettings QUICK_MASK = mask(4, new Learning(20, 0.05, 0.15, 2e-2));
    private static final MaskSettings VGG_QUICK_MASK = vggQuickMask(0.5);
    private static final MaskSettings VGG_QUICK_BP_MASK = vggQuickMask(8);
    private static final MaskSettings QUICK_VIB = new Vib(-4, new Learning(4e-4, 0.05, 0.15, 2e-2));

    // Ours: seconds a run, and a small radius, which so short a training can resist.
    private static final Map<String, Object> LENET_SMOKE =
            with(
                    LENET_QUICK,
                    entry("trainImages", 1280),
                    entry("epochs", 3),
                    entry("batchSize", 32),
                    entry("attack", new PgdSettings(0.1, 0.02, 5)),
                    entry("evaluation", new PgdSettings(0.1, 0.01, 40)));

    // Ours: without dropout, and with running statistics that follow at once.
    private static final Map<String, Object> VGG_SMOKE =
            with(
                    LENET_SMOKE,
                    entry("attack", new PgdSettings(0.03, 0.01, 3)),
                    entry("evaluation", CIFAR_EVALUATION),
                    entry("weightRate", 5e-3),
                    entry("vgg", new VggSettings(0.0625, 0, 0.9)));
    private static final MaskSettings LENET_SMOKE_MASK = mask(2, new Learning(3, 0.1, 0.3, 8e-2));
    private static final MaskSettings VGG_SMOKE_MASK = mask(6, new Learning(8, 0.05, 0.2, 0.15));
    private static final MaskSettings SMOKE_VIB = new Vib(-2, new Learning(2e-3, 0.1, 0.3, 8e-2));

    private Schedules() {}

    /**
     * @param profile how much work
     * @param dataset the images, which decide the network
     * @return the schedule
     */
    static Defaults of(Profile profile, Dataset dataset) {
        boolean lenet = dataset.channels() == 1;
        Map.Entry<String, Integer> images = entry("trainImages", dataset.trainImages());
        return switch (profile) {
            case PAPER -> lenet ? lenetPaper(images) : vggPaper(dataset, images);
            case QUICK ->
                    lenet
                            ? ofOneMask(with(LENET_QUICK, images), 4, QUICK_MASK, QUICK_VIB)
                            : vggQuick(images);
            case SMOKE ->
                    lenet
                            ? ofOneMask(LENET_SMOKE, 3, LENET_SMOKE_MASK, SMOKE_VIB)
                            : ofOneMask(VGG_SMOKE, 2, VGG_SMOKE_MASK, SMOKE_VIB);
        };
    }

    private static Defaults vggQuick(Map.Entry<String, Integer> images) {
        Map<String, Object> values = with(VGG_QUICK, images);
        return new Defaults(values, 12, 12, VGG_QUICK_MASK, VGG_QUICK_BP_MASK, QUICK_VIB);
    }

    private static Defaults lenetPaper(Map.Entry<String, Integer> images) {
        return new Defaults(
                with(LENET_PAPER, images),
                200,
                200,
                mask(-1, atOnce(4)),
                mask(-1, atOnce(1)),
                new Vib(-9, atOnce(1e-4)));
    }

    private static Defaults vggPaper(Dataset dataset, Map.Entry<String, Integer> images) {
        boolean hundred = dataset == Dataset.CIFAR100;
        Map<String, Object> values = with(VGG_PAPER, images);
        return new Defaults(
                hundred ? with(values, entry("vulnerabilityWeight", CIFAR100_LAMBDA)) : values,
                200,
                200,
                new BetaBernoulli(2, -1.0, atOnce(hundred ? 1 : 2)),
                new BetaBernoulli(2, -1.0, atOnce(1)),
                new Vib(-9, atOnce(1e-5)));
    }

    private static Defaults ofOneMask(
            Map<String, Object> values, int cleanEpochs, MaskSettings mask, MaskSettings vibMask) {
        int epochs = (int) values.get("epochs");
        return new Defaults(values, cleanEpochs, epochs, mask, mask, vibMask);
    }

    private static MaskSettings vggQuickMask(double klWeight) {
        return mask(8, new Learning(klWeight, 0.05, 0.15, 6e-2));
    }

    private static MaskSettings mask(double initialA, Learning learning) {
        return new BetaBernoulli(initialA, null, learning);
    }

    private static Learning atOnce(double klWeight) {
        return new Learning(klWeight, 0, 0, MASK_RATE);
    }

    @SafeVarargs
    private static Map<String, Object> with(
            Map<String, Object> values, Map.Entry<String, ?>... changes) {
        Map<String, Object> changed = new HashMap<>(values);
        for (Map.Entry<String, ?> change : changes) {
            changed.put(change.getKey(), change.getValue());
        }
        return Map.copyOf(changed);
    }
}
