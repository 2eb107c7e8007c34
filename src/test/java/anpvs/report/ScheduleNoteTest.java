package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.Dataset;
import anpvs.method.Profile;
import anpvs.study.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleNoteTest {
    private static String note(Profile profile, Dataset dataset, List<String> runs) {
        return ScheduleNote.of(new Origin(profile, dataset, "none", runs)).orElse("");
    }

    /** The paper's numbers as its section 5.1 and its code give them. */
    @Test
    void theQuickProfileSaysHowItDiffers() {
        String mnist = note(Profile.QUICK, Dataset.MNIST, List.of("a run"));
        assertTrue(mnist.contains("Standard: epochs 4 (200)"), mnist);
        assertTrue(
                mnist.contains("AT: epochs 6 (200), attack steps 10 of 0.05 (20 of 0.01)"), mnist);
        assertTrue(mnist.contains("KL coefficient 20 (4)"), mnist);
        assertTrue(mnist.contains("\u03bb 1 (0.001)"), mnist);
        String cifar = note(Profile.QUICK, Dataset.CIFAR10, List.of("a run"));
        assertTrue(cifar.contains("width of the network 0.5 (1)"), cifar);
    }

    @Test
    void whatHasNoDistanceHasNoNote() {
        assertEquals("", note(Profile.PAPER, Dataset.MNIST, List.of("a run")));
        assertEquals("", note(Profile.SMOKE, Dataset.GLYPHS, List.of("a run")));
        assertEquals("", note(Profile.QUICK, Dataset.MNIST, List.of()), "the paper alone");
    }
}
