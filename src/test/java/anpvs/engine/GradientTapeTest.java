package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import anpvs.EngineTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientTapeTest extends EngineTest {
    @Test
    void oneRecordGivesTheGradientsOfSeveralLosses() {
        NDArray x = manager.create(new float[] {1, 2, 3});
        NDArray y = manager.create(new float[] {4, 5, 6});
        GradientTape.watch(x);
        GradientTape.watch(y);
        try (GradientTape tape = new GradientTape()) {
            NDArray product = x.mul(y);
            NDArray square = product.mul(x).sum(); // sum x^2 y
            NDArray sum = product.sum();
            assertGradient(new float[] {4, 5, 6}, tape, sum, x, true);
            assertGradient(new float[] {1, 4, 9}, tape, square, y, true);
            assertGradient(new float[] {8, 20, 36}, tape, square, x, true);
            List<NDArray> both = tape.gradients(manager, sum, List.of(y, x), false);
            assertArrayEquals(new float[] {1, 2, 3}, both.get(0).toFloatArray());
            assertArrayEquals(new float[] {4, 5, 6}, both.get(1).toFloatArray());
        }
        assertArrayEquals(new float[] {1, 2, 3}, x.toFloatArray());
    }

    private void assertGradient(
            float[] expected, GradientTape tape, NDArray loss, NDArray leaf, boolean keep) {
        NDArray found = tape.gradients(manager, loss, List.of(leaf), keep).get(0);
        assertEquals(manager, found.getManager());
        assertArrayEquals(expected, found.toFloatArray());
    }

    @Test
    void theBackwardPassOfACollectorLeavesWhatATapeWatchesAsItIs() {
        NDArray x = manager.create(new float[] {1, 2, 3});
        NDArray y = manager.create(new float[] {4, 5, 6});
        GradientTape.watch(x);
        y.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(x.mul(y).sum());
        }
        assertArrayEquals(new float[] {1, 2, 3}, y.getGradient().toFloatArray());
        assertArrayEquals(new float[] {1, 2, 3}, x.toFloatArray());
    }

    @Test
    void aLossThatWasNotRecordedIsRefused() {
        NDArray x = manager.create(new float[] {1, 2, 3});
        GradientTape.watch(x);
        NDArray loss = x.sum();
        try (GradientTape tape = new GradientTape()) {
            IllegalStateException refused =
                    assertThrows(
                            IllegalStateException.class,
                            () -> tape.gradients(manager, loss, List.of(x), false));
            assertTrue(refused.getMessage().contains("not in a computational graph"));
        }
    }
}
