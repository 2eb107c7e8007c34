package anpvs.evaluate;

import anpvs.Texts;
import anpvs.attack.AttackLoss;
import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import anpvs.metric.CostModel;
import anpvs.metric.MeasuredCost;
import anpvs.metric.Vulnerability;
import anpvs.store.Environment;
import anpvs.store.Records;
import anpvs.store.Run;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a finished run achieves on test images.
 *
 * @param run its id
 * @param checkpoint SHA-256 of its final checkpoint
 * @param settings how it was evaluated
 * @param clean on clean images
 * @param noise with uniform random noise of the same radius: a baseline that any attack must beat
 * @param attacked under the white-box attack from one random start
 * @param worst under the worst of {@link EvaluationSettings#restarts()} starts for each image
 * @param transferred under examples made on the source run; null without one
 * @param hardClean on clean images with the mask rounded to 0 and 1; null without a mask
 * @param hardRobust the same network under the white-box attack on it, with {@link
 *     AttackLoss#SCALED_CROSS_ENTROPY}; null without a mask, and in records of earlier versions,
 *     which took plain cross-entropy: without a gradient where rounding had made the logits large
 * @param vulnerability under the white-box attack from one start
 * @param transferVulnerability under the transferred examples; null without a source
 * @param active active units of mask 1, 2, ..; all units without a mask
 * @param sparsity pruned units in percent
 * @param costs computing and memory relative to the whole network
 * @param data SHA-256 of the data by file name
 * @param environment what it was computed on
 * @param seconds wall time
 * @param answers which images were answered rightly; null in records of earlier versions
 * @param ensemble random weights by the mean of several draws, where all other fields are of their
 *     means; null where weights are numbers
 * @param weightSparsity single weights of convolutions and dense layers that are 0, in percent;
 *     null where the method prunes units or nothing
 * @param measured speed and size of the network without its pruned units; null without a mask, in a
 *     sweep, and in records of earlier versions
 */
@JsonIgnoreProperties("hardAttacked") // of earlier versions
public record Evaluation(
        String run,
        String checkpoint,
        EvaluationSettings settings,
        Accuracy clean,
        Accuracy noise,
        Accuracy attacked,
        Accuracy worst,
        Accuracy transferred,
        Accuracy hardClean,
        Accuracy hardRobust,
        Latent vulnerability,
        Latent transferVulnerability,
        List<Integer> active,
        double sparsity,
        CostModel.Relative costs,
        Map<String, String> data,
        Environment environment,
        double seconds,
        Answers answers,
        EnsembleAccuracy ensemble,
        Double weightSparsity,
        MeasuredCost measured)
        implements Records.Result<EvaluationSettings> {
    /**
     * @param run a run
     * @return its stored evaluations
     */
    public static Records<EvaluationSettings, Evaluation> of(Run run) {
        return run.records("evaluation", Evaluation.class);
    }

    /**
     * The mean prediction of several draws of random weights.
     *
     * @param clean on clean images
     * @param attacked under the white-box attack from one start, its gradients averaged over draws
     */
    public record EnsembleAccuracy(Accuracy clean, Accuracy attacked) {}

    /** {@return all numbers, a line each, for people} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("clean accuracy         " + percent(clean));
        lines.add("uniform noise          " + percent(noise));
        lines.add(attackLine());
        if (settings.restarts() > 1) {
            lines.add(worstLine(settings, worst));
        }
        if (hardClean != null) {
            lines.add("mask rounded to 0, 1   " + percent(hardClean));
            if (hardRobust != null) {
                lines.add("  one start            " + percent(hardRobust));
            }
        }
        if (ensemble != null) {
            EvaluationSettings.EnsembleSettings how = settings.ensemble();
            lines.add(
                    Texts.format(
                            "ensemble of %-3d        %s",
                            how.members(), percent(ensemble.clean())));
            lines.add(
                    Texts.format(
                            "  one start            %s (gradients over %d draws)",
                            percent(ensemble.attacked()), how.gradientDraws()));
        }
        lines.add("vulnerability          " + vulnerability.line());
        if (transferred != null) {
            lines.add("transfer               " + percent(transferred));
            lines.add("  vulnerability        " + transferVulnerability.line());
            lines.add("  examples from        " + settings.source());
        }
        lines.add(Texts.format("pruned units           %.2f %%, active %s", sparsity, active));
        if (weightSparsity != null) {
            lines.add(Texts.format("pruned weights         %.2f %%", weightSparsity));
        }
        lines.add(
                Texts.format(
                        "costs                  %.2fx fewer FLOPs; memory %.2f %% (code), %.2f %%"
                                + " (code, dense once), %.2f %% (feature maps)",
                        costs.xFlops(),
                        costs.memoryCodePercent(),
                        costs.memoryCodeFixedPercent(),
                        costs.featureMapsPercent()));
        if (measured != null) {
            lines.add("  measured             " + line(measured));
        }
        return lines;
    }

    /** {@return accuracy under the white-box attack from one start, for people} */
    public String attackLine() {
        return attackLine(settings, attacked);
    }

    static String attackLine(EvaluationSettings settings, Accuracy attacked) {
        return Texts.format(
                "%-22s %s (epsilon %s, step %s)",
                "PGD-" + settings.attack().steps() + " one start",
                percent(attacked),
                settings.attack().epsilon(),
                settings.attack().stepSize());
    }

    static String worstLine(EvaluationSettings settings, Accuracy worst) {
        return Texts.format(
                "%-22s %s",
                "PGD-" + settings.attack().steps() + " worst of " + settings.restarts(),
                percent(worst));
    }

    private static String line(MeasuredCost measured) {
        return Texts.format(
                "%.2fx faster without its pruned units (%.2f instead of %.2f ms, %d images); %.2f"
                        + " %% of the bytes; logits differ by up to %.1e of the largest",
                measured.speedUp(),
                measured.compactMs(),
                measured.maskedMs(),
                measured.batch(),
                measured.bytesPercent(),
                measured.logitDifference());
    }

    static String percent(Accuracy accuracy) {
        return Texts.format(
                "%.2f %% [%.2f, %.2f] of %,d",
                accuracy.percent(),
                accuracy.lowPercent(),
                accuracy.highPercent(),
                accuracy.images());
    }

    /**
     * Vulnerability of the latent features.
     *
     * @param mean V of Eq. 2
     * @param relative mean over the layers of V relative to the layer's mean feature
     * @param layers V of each layer
     * @param relativeLayers relative V of each layer
     */
    public record Latent(
            double mean, double relative, List<Double> layers, List<Double> relativeLayers) {
        String line() {
            return Texts.format("V %.4f, relative %.4f, layers %s", mean, relative, rounded());
        }

        private List<String> rounded() {
            return layers.stream().map(v -> Texts.format("%.4f", v)).toList();
        }

        static Latent of(Vulnerability measured) {
            return new Latent(
                    measured.mean(),
                    measured.relative(),
                    Arrays.stream(measured.layers()).boxed().toList(),
                    Arrays.stream(measured.relativeLayers()).boxed().toList());
        }
    }
}
