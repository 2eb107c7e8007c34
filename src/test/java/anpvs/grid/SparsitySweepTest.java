package anpvs.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.ExperimentSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparsitySweepTest {
    @ParameterizedTest
    @EnumSource(Profile.class)
    void theSweepHoldsTheUsualRunAndOthersOfTheirOwnId(Profile profile) {
        Dataset dataset = profile == Profile.SMOKE ? Dataset.GLYPHS : Dataset.MNIST;
        for (Method method : SparsitySweep.METHODS) {
            List<ExperimentSpec> specs = SparsitySweep.specs(method, dataset, profile, 3);
            ExperimentSpec usual = ExperimentSpec.of(method, dataset, profile, Fidelity.PAPER, 3);
            assertTrue(specs.contains(usual), "factor 1 is the run that exists anyway");
            Set<String> ids = new HashSet<>();
            double before = 0;
            for (ExperimentSpec spec : specs) {
                assertTrue(ids.add(spec.runId()));
                assertTrue(SparsitySweep.coefficient(spec) > before, "rising");
                before = SparsitySweep.coefficient(spec);
            }
            assertEquals(SparsitySweep.factors(method, profile).size(), specs.size());
        }
    }

    @Test
    void patStartsFromAMaskOfEachCoefficient() {
        for (ExperimentSpec spec :
                SparsitySweep.specs(Method.PAT, Dataset.GLYPHS, Profile.SMOKE, 0)) {
            ExperimentSpec start = spec.startSpec().orElseThrow();
            assertEquals(Method.BP, start.recipe().method());
            assertEquals(
                    SparsitySweep.coefficient(spec), start.recipe().mask().learning().klWeight());
        }
    }
}
