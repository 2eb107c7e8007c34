package anpvs.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedProgressTest {
    private final List<Progress.Status> shown = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SharedProgress progress =
            new SharedProgress(new ToldProgress(shown::add, notes::add), "four runs", 4);

    private Progress.Status last() {
        return shown.get(shown.size() - 1);
    }

    @Test
    void whatEachWorkerDoesIsShownBesideTheNumberOfEndedRuns() {
        Progress first = progress.worker();
        Progress second = progress.worker();
        first.update(new Progress.Status("a", 1, 2, "step", 7, "loss 1"));
        assertEquals("a step 1 of 2", last().detail());
        second.update(new Progress.Status("b", 3, 4, "image", 7, ""));
        assertEquals("a step 1 of 2; b image 3 of 4", last().detail());
        assertEquals(0, last().done());
        assertTrue(last().rate() > 0, "parts of runs count for the estimate");
        assertTrue(last().line().startsWith("four runs: run 0 of 4 (0 %), a step"), last().line());
        progress.end();
        assertEquals(1, last().done());
        first.note("warning: x");
        assertEquals(List.of("warning: x"), notes);
        for (int i = 0; i < 3; i++) {
            progress.end();
        }
        assertTrue(last().finished());
    }
}
