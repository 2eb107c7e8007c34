package anpvs.report.claims;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipes;
import anpvs.metric.Accuracy;
import anpvs.report.ComparedQuantity;
import anpvs.report.Quantity;
import anpvs.report.RunValue;
import anpvs.report.Spread;
import anpvs.report.tables.MainResults;
import anpvs.study.AutoAttackResult;
import anpvs.study.Context;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was measured of a data set, for judging claims.
 *
 * @param evaluations of each method's row, by seed
 * @param attacks of AutoAttack on each method's row, by seed
 * @param matched runs of ANP-VS and AT by equal schedules; null for none
 * @param schedules of each method's row
 * @param origin where it comes from
 * @param advice how to get what is missing
 */
record ClaimEvidence(
        Map<Method, List<Evaluation>> evaluations,
        Map<Method, List<AutoAttackResult>> attacks,
        MatchedRuns matched,
        Map<Method, Schedule> schedules,
        Origin origin,
        List<String> advice) {
    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured,
     *     but for AutoAttack
     */
    static ClaimEvidence of(Context context) {
        MainResults results = MainResults.of(context);
        MatchedRuns matched = MatchedRuns.find(context, Method.ANP_VS, Method.AT).orElse(null);
        Map<Method, Schedule> schedules = new EnumMap<>(Method.class);
        if (!results.evaluations().isEmpty()) { // else there may be no recipes for these images
            for (Method method : Method.values()) {
                schedules.put(method, MatchedRuns.row(context, method));
            }
        }
        Origin origin = results.origin();
        return new ClaimEvidence(
                results.evaluations(),
                results.attacks(),
                matched,
                schedules,
                matched == null ? origin : origin.with(matched.runIds()),
                results.advice());
    }

    private Dataset dataset() {
        return origin.dataset();
    }

    /** {@return evaluations of a method's row, by seed; none if it was not measured} */
    List<Evaluation> seeds(Method method) {
        return evaluations.getOrDefault(method, List.of());
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
                ComparedQuantity compared = ComparedQuantity.of(claim.quantity()).orElseThrow();
                if (claim.matched()) {
                    yield matched == null
                            ? Optional.empty()
                            : Contrast.of(
                                    compared.outcomes(matched.first()),
                                    compared.outcomes(matched.second()));
                }
                yield Contrast.of(
                        compared.outcomes(seeds(claim.first())), compared.outcomes(seeds(other)));
            }
        };
    }

    private List<RunValue> attacked(Method method) {
        return outcomes(method, one -> value(one, one.robust(), one.standing().get()));
    }

    /** The paper's attack on the same images. */
    private List<RunValue> pgd(Method method) {
        return outcomes(method, one -> value(one, one.pgd(), null));
    }

    private List<RunValue> outcomes(Method method, Function<AutoAttackResult, RunValue> value) {
        return attacks.getOrDefault(method, List.of()).stream().map(value).toList();
    }

    private static RunValue value(AutoAttackResult one, Accuracy accuracy, BitSet right) {
        return new RunValue(one.record().run(), accuracy.percent(), accuracy, right);
    }

    /**
     * @param claim a claim
     * @param other one of the methods that it is set against
     * @return whether the networks that are compared may decide it
     */
    Authority authority(Claim claim, Method other) {
        boolean pair = claim.matched() && matched != null;
        List<Double> shares = new ArrayList<>();
        int published = 0;
        for (Method method : List.of(claim.first(), other)) {
            Schedule ours = pair ? matched.schedule() : schedules.get(method);
            Schedule papers = papers(method);
            shares.add((double) ours.steps() / papers.steps());
            published += ours.equals(papers) ? 1 : 0;
        }
        Method baseline = claim.baseline();
        List<Evaluation> trained =
                pair && baseline == Method.AT ? matched.second() : seeds(baseline);
        // equal schedules start both networks alike, which the paper does with one of them
        boolean schedule = !dataset().synthetic() && published >= (pair ? 1 : 2);
        double own =
                trained.isEmpty() || dataset().synthetic()
                        ? Double.NaN
                        : Spread.of(trained.stream().map(e -> e.clean().percent()).toList()).mean();
        return Authority.of(
                dataset().synthetic()
                        ? "on synthetic images"
                        : Authority.ofSteps(Collections.min(shares), Collections.max(shares)),
                schedule,
                baseline,
                own,
                Quantity.CLEAN.paperMean(dataset(), baseline));
    }

    private Schedule papers(Method method) {
        Dataset own =
                dataset().synthetic()
                        ? dataset().channels() == 1 ? Dataset.MNIST : Dataset.CIFAR10
                        : dataset();
        return Schedule.of(Recipes.of(method, own, Profile.PAPER, Fidelity.PAPER));
    }

    /** {@return in words what the rows of two methods differ in besides the methods} */
    List<String> unequal(Method first, Method other) {
        return schedules.get(first).differences(schedules.get(other));
    }
}
