package anpvs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.engine.Bfloat16;
import anpvs.method.Method;
import anpvs.progress.Progress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepBenchmarkTest {
    private static final StepBenchmark.Settings SMALL =
            new StepBenchmark.Settings(StepBenchmark.VGG, 0.03125, 2, true, 1);

    @Test
    void everyMethodIsMeasuredWithAndWithoutDropout() {
        StepBenchmark found = StepBenchmark.measure(SMALL, Progress.silent());
        List<String> methods = found.rows().stream().map(StepBenchmark.Row::method).toList();
        assertEquals(12, methods.size());
        assertEquals("AT", methods.get(1));
        assertEquals(methods.subList(0, 6), methods.subList(6, 12));
        List<Integer> floors = found.rows().stream().map(StepBenchmark.Row::floor).toList();
        assertEquals(List.of(3, 6, 6, 6, 6, 7), floors.subList(0, 6));
        for (StepBenchmark.Row row : found.rows()) {
            assertTrue(row.forwardMs() > 0, row::toString);
            assertEquals(row.attackSteps() > 0, row.attackMs() > 0, row::toString);
        }
        // of all rows: one alone may have been measured while the machine did something else
        assertTrue(
                found.rows().stream().mapToDouble(StepBenchmark.Row::forwardMs).min().orElseThrow()
                        < found.rows().stream()
                                .mapToDouble(StepBenchmark.Row::stepMs)
                                .min()
                                .orElseThrow());
        assertEquals(10, found.rows().get(1).attackSteps());
        assertEquals(Bfloat16.missing() == null, found.precision().equals("bfloat16"));
    }

    @Test
    void throughputBeginsWhenEverythingIsWarm() {
        AtomicInteger warm = new AtomicInteger();
        double rate = StepBenchmark.throughput(SMALL, Method.ANP_VS, warm::incrementAndGet, 0);
        assertEquals(1, warm.get());
        assertTrue(rate > 0);
    }

    @Test
    void whatCannotBeMeasuredIsAnError() {
        assertThrows(UserError.class, () -> new StepBenchmark.Settings("resnet", 1, 64, false, 1));
        assertThrows(
                UserError.class, () -> new StepBenchmark.Settings("lenet5", 0.5, 64, false, 1));
        assertThrows(UserError.class, () -> new StepBenchmark.Settings("vgg16", 1, 0, false, 1));
    }
}
