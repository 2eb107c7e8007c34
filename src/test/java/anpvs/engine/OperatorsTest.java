package anpvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import anpvs.EngineTest;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OperatorsTest extends EngineTest {
    /** Of three values, so that most squares have several that are the largest. */
    @Test
    void maxPoolIsThatOfTheEngineInValuesAndGradientsAlsoAtTies() {
        NDArray map = manager.randomUniform(0, 3, new Shape(4, 5, 6, 8)).floor();
        NDArray weights = manager.randomUniform(1, 2, new Shape(4, 5, 3, 4));
        NDArray pooled = Operators.maxOfSlices(map);
        assertEquals(new Shape(4, 5, 3, 4), pooled.getShape());
        assertArrayEquals(Operators.enginesMaxPool2(map).toFloatArray(), pooled.toFloatArray());
        assertArrayEquals(
                gradient(Operators::enginesMaxPool2, map, weights),
                gradient(Operators::maxOfSlices, map, weights));
        assertArrayEquals(pooled.toFloatArray(), Operators.maxPool2(map).toFloatArray());
    }

    private static float[] gradient(UnaryOperator<NDArray> pool, NDArray map, NDArray weights) {
        NDArray leaf = map.duplicate();
        GradientTape.watch(leaf);
        try (GradientTape tape = new GradientTape()) {
            NDArray loss = pool.apply(leaf).mul(weights).sum();
            return tape.gradients(map.getManager(), loss, List.of(leaf), false)
                    .get(0)
                    .toFloatArray();
        }
    }
}
