package anpvs.evaluate;

import anpvs.metric.Accuracy;
import java.util.List;

/**
 * What a rebuilt network achieves on test images.
 *
 * @param file what was evaluated
 * @param settings how; of the attacks the white-box one from one start
 * @param clean on clean images
 * @param attacked under the white-box attack, on the rebuilt network itself
 */
public record CompactEvaluation(
        String file, EvaluationSettings settings, Accuracy clean, Accuracy attacked) {
    /** {@return all numbers, a line each, for people} */
    public List<String> lines() {
        return List.of(
                file,
                "clean accuracy         " + Evaluation.percent(clean),
                Evaluation.attackLine(settings, attacked));
    }
}
