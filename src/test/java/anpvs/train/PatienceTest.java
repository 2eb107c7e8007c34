package anpvs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.store.RunHeld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final List<String> notes = new ArrayList<>();
    private final Progress progress =
            new Progress() {
                @Override
                public void update(Status status) {
                    notes.add(status.title());
                }

                @Override
                public void note(String line) {
                    notes.add(line);
                }
            };
    private int calls;

    private void heldTwice() {
        calls++;
        if (calls < 3) {
            throw new RunHeld("a-run", "process 7 on node-b");
        }
    }

    @Test
    void itTriesAgainUntilTheRunIsFree() {
        Patience.until(true, progress, this::heldTwice, 1);
        assertEquals(3, calls);
        assertEquals(1, notes.size());
    }

    @Test
    void withoutPatienceTheFirstTimeIsTheLast() {
        assertThrows(RunHeld.class, () -> Patience.until(false, progress, this::heldTwice, 1));
        assertEquals(1, calls);
        assertEquals(List.of(), notes);
    }

    @Test
    void waitingCanBeInterrupted() {
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedRun.class, () -> Patience.until(true, progress, this::heldTwice, 1));
    }
}
