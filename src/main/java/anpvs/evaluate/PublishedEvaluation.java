package anpvs.evaluate;

import anpvs.Texts;
import anpvs.method.PublishedAttack;
import anpvs.metric.Accuracy;
import anpvs.store.Environment;
import anpvs.store.Records;
import anpvs.store.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the published code would measure of a finished run, beside what the paper's text defines, on
 * the same images: its attack on standardised images ({@link PublishedAttack}), and its
 * vulnerability, that of one batch and, in its loss, with noise of its own for each pass.
 *
 * @param run its id
 * @param checkpoint SHA-256 of its final checkpoint
 * @param settings the attack, and the images: whole batches only
 * @param clean on clean images
 * @param pixels the attack on pixels
 * @param published the attack of the published code; null where the network does not standardise
 *     its images, which makes both the same
 * @param clipped accuracy on standardised images that are clipped to [0, 1] and not attacked; null
 *     likewise
 * @param unclipped accuracy under the published attack without clipping, whose radius is epsilon
 *     times the image's standard deviation; null likewise
 * @param data SHA-256 of the data by file name
 * @param environment what it was computed on
 * @param seconds wall time
 */
public record PublishedEvaluation(
        String run,
        String checkpoint,
        EvaluationSettings settings,
        Accuracy clean,
        Attacked pixels,
        Attacked published,
        Accuracy clipped,
        Accuracy unclipped,
        Map<String, String> data,
        Environment environment,
        double seconds)
        implements Records.Result<EvaluationSettings> {
    /**
     * @param run a run
     * @return its stored measurements in the way of the published code
     */
    public static Records<EvaluationSettings, PublishedEvaluation> of(Run run) {
        return run.records("published", PublishedEvaluation.class);
    }

    /**
     * An attack and what it does.
     *
     * @param accuracy under it, from one start
     * @param change how far the images are from the clean ones
     * @param vulnerability of the latent features
     */
    public record Attacked(Accuracy accuracy, Change change, OneBatch vulnerability) {}

    /**
     * How far images are from the clean ones, in pixels on the scale [0, 1].
     *
     * @param mean change of a value, its sign left out
     * @param largest mean over the images of the largest change
     * @param beyond values that changed by more than epsilon, in percent
     */
    public record Change(double mean, double largest, double beyond) {}

    /**
     * V in several ways.
     *
     * @param all of Eq. 2: over all images, both passes of the same deterministic network
     * @param last the same over the last batch alone, which the published code prints
     * @param least the smallest of any batch
     * @param most the largest of any batch
     * @param independent over all images in training mode, each pass with a mask, weights, dropout
     *     and batch statistics of its own, as the published loss takes it; null where nothing of
     *     this is random
     * @param lastIndependent the same over the last batch alone; null likewise
     */
    public record OneBatch(
            double all,
            double last,
            double least,
            double most,
            Double independent,
            Double lastIndependent) {}

    /** {@return all numbers, a line each, for people} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("clean accuracy             " + Evaluation.percent(clean));
        add(lines, "attack on pixels", pixels);
        if (published == null) {
            lines.add("published attack           the same: these images are not standardised");
            return lines;
        }
        add(lines, "published attack", published);
        lines.add("  its clipping alone       " + Evaluation.percent(clipped));
        lines.add("  without its clipping     " + Evaluation.percent(unclipped));
        return lines;
    }

    private static void add(List<String> lines, String name, Attacked attacked) {
        Change change = attacked.change;
        OneBatch v = attacked.vulnerability;
        lines.add(Texts.format("%-26s %s", name, Evaluation.percent(attacked.accuracy)));
        lines.add(
                Texts.format(
                        "  change in pixels         mean %.4f, largest %.4f, beyond epsilon %.1f"
                                + " %%",
                        change.mean, change.largest, change.beyond));
        lines.add(
                Texts.format(
                        "  V                        Eq. 2 %.4f, last batch %.4f (batches %.4f to"
                                + " %.4f)%s",
                        v.all,
                        v.last,
                        v.least,
                        v.most,
                        v.independent == null
                                ? ""
                                : Texts.format(
                                        ", independent noise %.4f, last batch %.4f",
                                        v.independent, v.lastIndependent)));
    }
}
