package anpvs.notebook;

import anpvs.UserError;
import anpvs.attack.Attack;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.metric.Vulnerability;
import anpvs.report.CsvFile;
import anpvs.report.Displayable;
import anpvs.report.Numbers;
import anpvs.report.TableResult;
import anpvs.report.tables.LayerTable;
import anpvs.report.tables.MaskTable;
import anpvs.store.ModelFile;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.MaskStudy;
import anpvs.study.NetworkPasses;
import anpvs.study.Origin;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * A trained network in a notebook, in evaluation mode. What it is given and gives are plain numbers
 * of Java; it keeps nothing open between calls. Every call shows its progress and ends when it is
 * interrupted.
 */
public final class KitModel implements Displayable {
    private final Context context;
    private final Run run;
    private final Origin origin;
    private final NetworkPasses passes;

    KitModel(Context context, Run run) {
        this.context = context;
        this.run = run;
        this.origin = context.origin(List.of(run.id()));
        this.passes = new NetworkPasses(context, run);
    }

    /** {@return the run's id, as {@code anpvs runs} lists it} */
    public String id() {
        return run.id();
    }

    private String label() {
        return run.spec().recipe().method().label();
    }

    /** The attack of the run's own evaluation. */
    PgdSettings usual() {
        return run.spec().recipe().evaluation();
    }

    private float[][] checked(Images images) {
        if (!images.dataset().equals(context.dataset())) {
            throw new UserError(
                    "these are images of %s; the network is trained on %s"
                            .formatted(images.dataset().title(), context.dataset().title()));
        }
        return images.pixels();
    }

    /**
     * @param images any images of the network's size
     * @return for each image a number for each class, before the softmax
     */
    public float[][] logits(Images images) {
        return passes.logits(checked(images));
    }

    /**
     * @param images any images of the network's size
     * @return for each image the class that the network takes it for
     */
    public int[] predictions(Images images) {
        return Arrays.stream(logits(images)).mapToInt(NetworkPasses::largest).toArray();
    }

    private boolean[] right(Images images) {
        int[] predictions = predictions(images);
        boolean[] right = new boolean[predictions.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = predictions[i] == images.labels()[i];
        }
        return right;
    }

    /**
     * @param images any images of the network's size
     * @return for each latent layer z1, z2, .. and each image its features, channel by channel, row
     *     by row
     */
    public List<float[][]> latents(Images images) {
        return passes.latents(checked(images));
    }

    /**
     * @param images any images of the network's size
     * @return for each image the gradient of its cross-entropy by its pixels
     */
    public float[][] gradient(Images images) {
        return passes.gradient(checked(images), images.labels());
    }

    /**
     * {@return for each unit of each mask its expectation E[pi] and whether it is kept}
     *
     * @throws UserError if the network has no mask
     */
    public Table mask() {
        List<double[]> layers = MaskStudy.expectations(run);
        if (layers.isEmpty()) {
            throw new UserError(label() + " has no mask; anp, anp-vs, bp and pat have one");
        }
        return MaskTable.units(run.id(), layers);
    }

    /**
     * Attacks images with an attack of the kit.
     *
     * @param images any images of the network's size
     * @param attack fgsm, pgd, apgd-ce, apgd-dlr, apgd-t, fab, fab-t, square, latent or autoattack
     * @param epsilon largest change of a pixel, on the scale [0, 1]
     * @return the attacked images, inside the ball and inside [0, 1]
     */
    public Images perturb(Images images, String attack, double epsilon) {
        return attack(images, attack, epsilon).adversarial();
    }

    /**
     * As above, with a number of steps.
     *
     * @param steps of the attack; of square its queries
     */
    public Images perturb(Images images, String attack, double epsilon, int steps) {
        return attack(images, attack, epsilon, steps).adversarial();
    }

    /**
     * @param images any images of the network's size
     * @param attack any attack, such as {@code new Pgd(ThreatModel.linf(0.3), 0.02f, 100, true)}
     * @return the attacked images
     */
    public Images perturb(Images images, Attack attack) {
        return perturb("attack", attack, 100, images);
    }

    private Images perturb(String what, Attack attack, double each, Images images) {
        float[][] found = passes.perturb(what, attack, each, checked(images), images.labels());
        return new Images(images.dataset(), found, images.labels());
    }

    /**
     * @param images any images of the network's size
     * @param attack see {@link #perturb(Images, String, double)}
     * @param epsilon largest change of a pixel, on the scale [0, 1]
     * @return accuracy before and after, with intervals, and the attacked images
     */
    public AttackResult attack(Images images, String attack, double epsilon) {
        return attack(images, NamedAttack.of(attack), epsilon, null);
    }

    /**
     * As above, with a number of steps.
     *
     * @param steps of the attack; of square its queries
     */
    public AttackResult attack(Images images, String attack, double epsilon, int steps) {
        return attack(images, NamedAttack.of(attack), epsilon, steps);
    }

    private AttackResult attack(Images images, NamedAttack named, double epsilon, Integer given) {
        int steps = named.steps(usual(), given);
        int classes = images.dataset().classes();
        Attack attack = named.make(epsilon, steps, usual(), classes);
        String what = named.label(steps) + ", \u03b5 = " + Numbers.decimal(epsilon);
        Images adversarial = perturb(what, attack, named.passes(steps, classes), images);
        Accuracy clean = Accuracy.of(right(images));
        return new AttackResult(
                label(), what, origin, images, adversarial, clean, right(adversarial));
    }

    /**
     * The vulnerability of each latent layer (Eq. 1 and 2).
     *
     * @param images one image or more
     * @param adversarial the same after an attack
     * @return V of each layer, the mean of its clean features, and V relative to that
     * @throws UserError if they are not as many
     */
    public TableResult vulnerability(Images images, Images adversarial) {
        images.checkAsMany(adversarial);
        Vulnerability v = passes.vulnerability(checked(images), checked(adversarial));
        String what = images.toString().split(":", 2)[0];
        return LayerTable.of(label() + ": vulnerability by layer of " + what, v, origin);
    }

    /**
     * @param file where its weights go, an {@code .npz} that numpy reads; replaced if it is there
     * @return the absolute path of the file
     */
    public Path export(String file) {
        Path target = CsvFile.target(file);
        ModelFile.export(run, target);
        return target;
    }

    @Override
    public Map<String, String> mimeBundle() {
        return Map.of("text/plain", toString());
    }

    @Override
    public String toString() {
        return String.format(
                "%s on %s (%s): logits, predictions, latents, gradient, mask, perturb, attack,"
                        + " vulnerability, export",
                label(), context.dataset().title(), run.id());
    }
}
