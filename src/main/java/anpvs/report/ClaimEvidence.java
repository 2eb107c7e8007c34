package anpvs.report;

import anpvs.experiment.Evaluation;
import anpvs.method.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of a data set, for judging claims.
 *
 * @param evaluations of each method's row, by seed
 * @param attacks of AutoAttack on each method's row, by seed
 * @param matched runs of ANP-VS and AT by equal schedules; null for none
 * @param schedules of each method's row
 */
record ClaimEvidence(
        Map<Method, List<Evaluation>> evaluations,
        Map<Method, List<Attacked>> attacks,
        MatchedRuns matched,
        Map<Method, Schedule> schedules) {
    private static final Map<Quantity, Compared> COMPARED = new LinkedHashMap<>();

    static {
        for (Compared one :
                List.of(
                        Compared.CLEAN,
                        Compared.WHITE_BOX,
                        Compared.BLACK_BOX,
                        Compared.V,
                        Compared.RELATIVE_V,
                        Compared.MEMORY,
                        Compared.FLOPS)) {
            COMPARED.put(one.quantity(), one);
        }
    }

    /**
     * @param claim a claim
     * @param other one of the methods that it is set against
     * @return the two compared; empty if one of them was not measured
     */
    Optional<Contrast> contrast(Claim claim, Method other) {
        return switch (claim.quantity()) {
            case AUTO_ATTACK -> Contrast.of(attacked(claim.first()), attacked(other));
            case AUTO_ATTACK_GAP -> Contrast.of(attacked(claim.first()), pgd(other));
            default -> {
                Compared compared = COMPARED.get(claim.quantity());
                if (claim.matched()) {
                    yield matched == null
                            ? Optional.empty()
                            : Contrast.of(
                                    compared.outcomes(matched.first()),
                                    compared.outcomes(matched.second()));
                }
                yield Contrast.of(
                        compared.outcomes(evaluations.getOrDefault(claim.first(), List.of())),
                        compared.outcomes(evaluations.getOrDefault(other, List.of())));
            }
        };
    }

    private List<Outcome> attacked(Method method) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Attacked one : attacks.getOrDefault(method, List.of())) {
            outcomes.add(
                    new Outcome(
                            one.record().run(),
                            one.robust().percent(),
                            one.robust(),
                            one.standing().get()));
        }
        return outcomes;
    }

    /** The paper's attack on the same images. */
    private List<Outcome> pgd(Method method) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Attacked one : attacks.getOrDefault(method, List.of())) {
            outcomes.add(new Outcome(one.record().run(), one.pgd().percent(), one.pgd(), null));
        }
        return outcomes;
    }

    /** {@return in words what the rows of two methods differ in besides the methods} */
    List<String> unequal(Method first, Method other) {
        return schedules.get(first).differences(schedules.get(other));
    }
}
