package anpvs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import anpvs.EngineTest;
import anpvs.engine.GradientTape;
import anpvs.engine.Operators;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecisionTest extends EngineTest {
    private static final Shape ONE = new Shape(1, 1);

    private NDArray normal(int stream, long... shape) {
        Shape all = new Shape(shape);
        return RandomStream.of(5, Purpose.IMAGES, stream).normal(manager, 1, all);
    }

    /** Output and gradients of a masked convolution with batch normalisation and ReLU. */
    private List<float[]> block(Precision precision) {
        NDArray input = normal(0, 16, 20, 8, 8);
        NDArray kernel = normal(1, 24, 20, 3, 3).mul(0.1f);
        NDArray bias = normal(2, 24);
        NDArray factors = Operators.spread(normal(3, 16, 24).abs(), new Shape(16, 24, 8, 8));
        NDArray gamma = normal(4, 24).abs();
        NDArray beta = normal(5, 24);
        NDArray down = normal(6, 16, 24, 8, 8);
        List<NDArray> leaves = List.of(input, kernel, factors, gamma, beta);
        leaves.forEach(GradientTape::watch);
        List<float[]> found = new ArrayList<>();
        TrainingPass pass = new TrainingPass(RandomStream.of(1, Purpose.DROPOUT, 0));
        try (GradientTape tape = new GradientTape()) {
            NDArray h =
                    Conv2d.conv2d(
                                    precision.rounded(input),
                                    precision.rounded(kernel),
                                    precision.rounded(bias),
                                    ONE,
                                    ONE,
                                    ONE,
                                    1)
                            .singletonOrThrow();
            Weights norm = new Weights(Map.of("bn.weight", gamma, "bn.bias", beta));
            h = BatchNorm.of(precision.product(h, factors), "bn", norm, pass);
            NDArray out = precision.exact(Operators.relu(h));
            found.add(out.toFloatArray());
            NDArray loss = out.mul(down).sum();
            tape.gradients(manager, loss, leaves, false)
                    .forEach(gradient -> found.add(gradient.toFloatArray()));
            pass.statistics().values().forEach(s -> found.add(s.toFloatArray()));
        }
        return found;
    }

    @Test
    void aBlockInBfloat16IsNearTheSameInFloat32() throws IOException {
        if (!hasBfloat16(() -> block(Precision.BFLOAT16))) {
            return;
        }
        List<float[]> exact = block(Precision.FLOAT32);
        List<float[]> rounded = block(Precision.BFLOAT16);
        assertEquals(8, exact.size());
        for (int k = 0; k < exact.size(); k++) {
            double relative = relativeError(exact.get(k), rounded.get(k));
            assertTrue(relative > 1e-4, k + ": was it bfloat16?");
            // a ReLU whose sign is another one counts fully in a gradient
            assertTrue(relative < (k == 0 || k > 5 ? 0.005 : 0.1), k + " errs by " + relative);
        }
    }

    @Test
    void withoutATrainingPassNothingIsRounded() {
        assertEquals(Precision.FLOAT32, Precision.of(null));
        RandomStream noise = RandomStream.of(1, Purpose.DROPOUT, 0);
        assertEquals(Precision.FLOAT32, Precision.of(new TrainingPass(noise)));
        assertEquals(Precision.BFLOAT16, Precision.of(new TrainingPass(noise, Precision.BFLOAT16)));
        NDArray third = manager.create(1 / 3f);
        assertArrayEquals(third.toFloatArray(), Precision.FLOAT32.rounded(third).toFloatArray());
    }
}
