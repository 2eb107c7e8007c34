package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.RecordComponents;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipes;
import anpvs.study.Origin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleNoteTest {
    private static String note(Profile profile, Dataset dataset, List<String> runs) {
        return ScheduleNote.of(new Origin(profile, dataset, "none", runs)).orElse("");
    }

    /** The paper's numbers as its section 5.1 and its code give them. */
    @Test
    void theQuickProfileSaysHowItDiffers() {
        String mnist = note(Profile.QUICK, Dataset.MNIST, List.of("a run"));
        assertEquals(
                "Training is not the paper's; the paper's values are in brackets. All methods:"
                        + " learning-rate schedule divided by 10 at 70 % and 90 % (divided by 10 at 50"
                        + " % and 70 %). Standard: epochs 4 (200). AT: epochs 6 (200), attack steps 10"
                        + " of 0.05 (20 of 0.01). ANP-VS: epochs 6 (200), attack steps 10 of 0.05 (20"
                        + " of 0.01), \u03bb 1 (0.001), KL weight 20 (4), KL term phased in between 5 %"
                        + " and 20 % (at full weight throughout), learning rate of the mask 0.02"
                        + " (0.01), initial a of the mask 4 (-1). Rows that name other settings use"
                        + " those.",
                mnist);
        String cifar = note(Profile.QUICK, Dataset.CIFAR10, List.of("a run"));
        assertTrue(cifar.contains("network width 0.5 (1), dropout 0 (1)"), cifar);
        assertTrue(cifar.contains("AT: epochs 15 (200), attack steps 3 of 0.02"), cifar);
    }

    /** A recipe's fields that differ and that the note names; a further one belongs there, too. */
    @Test
    void theNoteNamesWhateverDiffers() {
        Set<String> named =
                Set.of(
                        "profile", // what the note is about
                        "epochs",
                        "attack",
                        "adversarialWeight",
                        "vulnerabilityWeight",
                        "weightRate",
                        "boundaries",
                        "rates",
                        "mask",
                        "vgg",
                        "validationImages",
                        "precision",
                        "weightPrecision");
        for (Dataset dataset : List.of(Dataset.MNIST, Dataset.CIFAR10, Dataset.CIFAR100)) {
            for (Method method : List.of(Method.STANDARD, Method.AT, Method.ANP_VS)) {
                Map<String, Object> quick = fields(method, dataset, Profile.QUICK);
                Map<String, Object> paper = fields(method, dataset, Profile.PAPER);
                quick.keySet().removeIf(name -> Objects.equals(quick.get(name), paper.get(name)));
                quick.keySet().removeAll(named);
                assertEquals(Set.of(), quick.keySet(), dataset + " " + method);
            }
        }
    }

    private static Map<String, Object> fields(Method method, Dataset dataset, Profile profile) {
        return RecordComponents.values(Recipes.of(method, dataset, profile, Fidelity.PAPER));
    }

    @Test
    void whatHasNoDistanceHasNoNote() {
        assertEquals("", note(Profile.PAPER, Dataset.MNIST, List.of("a run")));
        assertEquals("", note(Profile.SMOKE, Dataset.GLYPHS, List.of("a run")));
        assertEquals("", note(Profile.QUICK, Dataset.MNIST, List.of()), "the paper alone");
    }
}
