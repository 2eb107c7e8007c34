package anpvs.report.claims;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipes;
import anpvs.report.SampleResults;
import anpvs.study.AutoAttackResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Invented evidence for the tests of claims. */
final class SampleEvidence {
    private SampleEvidence() {}

    /** What is known where every row has the quick profile's schedule. */
    static ClaimEvidence of(
            Map<Method, List<Evaluation>> evaluations,
            Map<Method, List<AutoAttackResult>> attacks,
            MatchedRuns matched,
            Dataset dataset) {
        return of(evaluations, attacks, matched, dataset, Profile.QUICK);
    }

    static ClaimEvidence of(
            Map<Method, List<Evaluation>> evaluations,
            Map<Method, List<AutoAttackResult>> attacks,
            MatchedRuns matched,
            Dataset dataset,
            Profile profile) {
        Map<Method, Schedule> schedules = new EnumMap<>(Method.class);
        for (Method method : Method.values()) {
            schedules.put(
                    method, Schedule.of(Recipes.of(method, dataset, profile, Fidelity.PAPER)));
        }
        return new ClaimEvidence(
                evaluations,
                attacks,
                matched,
                schedules,
                SampleResults.origin(dataset),
                List.of("train it"));
    }
}
