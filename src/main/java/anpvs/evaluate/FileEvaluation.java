package anpvs.evaluate;

import anpvs.data.LabelledImages;
import anpvs.metric.Accuracy;
import anpvs.progress.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * What the network of a file achieves on test images.
 *
 * @param file which network
 * @param settings how it was evaluated
 * @param clean on clean images
 * @param noise with uniform random noise of the same radius
 * @param attacked under the white-box attack from one random start
 * @param worst under the worst of several starts for each image
 * @param vulnerability under the attack from one start, of what the network's ReLUs give; null
 *     where it has none
 */
public record FileEvaluation(
        String file,
        EvaluationSettings settings,
        Accuracy clean,
        Accuracy noise,
        Accuracy attacked,
        Accuracy worst,
        Evaluation.Latent vulnerability) {
    /**
     * Measures the network of a file. Nothing is stored.
     *
     * @param what is measured, for the progress line
     * @param file which network
     * @param pass measures it
     * @param images test images, as many as its settings ask for
     * @param progress sees each batch
     */
    static FileEvaluation of(
            String what,
            String file,
            EvaluationPass pass,
            LabelledImages images,
            Progress progress) {
        EvaluationSettings settings = pass.settings();
        int count = Math.min(settings.images(), images.count());
        pass.run(what, images, count, progress, TestPass.NO_JOURNAL);
        return new FileEvaluation(
                file,
                settings,
                pass.clean(),
                pass.noise(),
                pass.attacked(),
                pass.worst(),
                pass.vulnerability());
    }

    /** {@return all numbers, a line each, for people} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(file);
        lines.add("  clean accuracy         " + Evaluation.percent(clean));
        lines.add("  uniform noise          " + Evaluation.percent(noise));
        lines.add("  " + Evaluation.attackLine(settings, attacked));
        if (settings.restarts() > 1) {
            lines.add("  " + Evaluation.worstLine(settings, worst));
        }
        lines.add(
                "  vulnerability          "
                        + (vulnerability == null ? "no ReLU" : vulnerability.line()));
        return lines;
    }
}
