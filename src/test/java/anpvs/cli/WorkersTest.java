package anpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Map<String, String> LAUNCHER =
            Map.of("OMP_NUM_THREADS", "8", "ANPVS_DEFAULT_THREADS", "8");
    private static final Map<String, String> USER = Map.of("OMP_NUM_THREADS", "2");

    private static void assertChoice(
            int processes, int threads, Integer wanted, Map<String, String> environment) {
        Workers chosen = Workers.choose(wanted, environment, 8, 64_000, 20);
        assertEquals(processes, chosen.processes());
        assertEquals(threads, chosen.threads());
    }

    @Test
    void thereIsAProcessForEachCoreWhereNobodyChose() {
        assertChoice(8, 1, null, Map.of());
        assertChoice(8, 1, null, LAUNCHER);
        assertEquals(3, Workers.choose(null, Map.of(), 8, 64_000, 3).processes());
        assertEquals(2, Workers.choose(null, Map.of(), 8, 64_000, 3).threads());
        assertEquals(4, Workers.choose(null, Map.of(), 8, 8_000, 20).processes(), "little memory");
        assertEquals(1, Workers.choose(null, Map.of(), 8, 500, 20).processes());
    }

    @Test
    void theUsersChoiceWins() {
        assertChoice(4, 2, null, USER);
        assertChoice(3, 2, 3, Map.of());
        assertChoice(3, 2, 3, LAUNCHER);
        assertChoice(1, 8, 1, Map.of());
        assertChoice(16, 1, 16, Map.of());
        assertChoice(3, 2, 3, USER);
        UserError e =
                assertThrows(UserError.class, () -> Workers.choose(0, Map.of(), 8, 64_000, 20));
        assertTrue(e.getMessage().contains("--workers is 0"), e::getMessage);
    }

    @Test
    void itSaysWhatItChoseAndWhy() {
        assertEquals(
                "4 processes side by side, 2 engine threads each (as OMP_NUM_THREADS says)",
                Workers.choose(null, USER, 8, 64_000, 20).toString());
        assertEquals(
                "1 process, 8 engine threads (as --workers says)",
                Workers.choose(1, Map.of(), 8, 64_000, 20).toString());
    }
}
