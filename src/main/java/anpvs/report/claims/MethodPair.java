package anpvs.report.claims;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.PairedDifference;
import anpvs.report.ComparedQuantity;
import java.util.List;
import java.util.Optional;

/**
 * Two methods side by side.
 *
 * @param label what ANP-VS is set against
 * @param method the same, as the paper has it
 * @param ours evaluations of ANP-VS
 * @param theirs of the other
 * @param matched whether both were trained by equal schedules
 */
record MethodPair(
        String label,
        Method method,
        List<Evaluation> ours,
        List<Evaluation> theirs,
        boolean matched) {
    boolean isMeasured(ComparedQuantity compared) {
        return !compared.outcomes(ours).isEmpty() && !compared.outcomes(theirs).isEmpty();
    }

    Contrast contrast(ComparedQuantity compared) {
        return Contrast.of(compared.outcomes(ours), compared.outcomes(theirs)).orElseThrow();
    }

    /** {@return by seed where two or more are common, else by image, else nothing} */
    Optional<PairedDifference> difference(ComparedQuantity compared) {
        Contrast contrast = contrast(compared);
        boolean paired =
                contrast.kind() == Contrast.Kind.SEEDS || contrast.kind() == Contrast.Kind.IMAGES;
        return paired ? Optional.of(contrast.tested()) : Optional.empty();
    }
}
