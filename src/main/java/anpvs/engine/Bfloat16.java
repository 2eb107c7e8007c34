package anpvs.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers of 16 bits with the exponents of float32 and 8 significant bits. Arrays of them are for
 * convolution, pooling and ReLU of a CPU that has instructions for them. With AVX-512 alone the
 * engine imitates these, slower than float32; without it there are none.
 */
public final class Bfloat16 {
    private static final List<String> INSTRUCTIONS = List.of("avx512_bf16", "amx_bf16");

    private static final int LOWER_HALF = 0xffff;

    private Bfloat16() {}

    /** {@return why the device of this process is no faster in bfloat16; null if it is} */
    public static String missing() {
        return missing(ComputeDevice.get(), Processor.instructions());
    }

    /**
     * @param device the device
     * @param instructions those of the processor
     */
    static String missing(Device device, Set<String> instructions) {
        if (device.isGpu()) {
            return "the engine has no bfloat16 on a GPU";
        }
        return INSTRUCTIONS.stream().anyMatch(instructions::contains)
                ? null
                : "this processor has no bfloat16 (" + String.join(" or ", INSTRUCTIONS) + ")";
    }

    /**
     * @param array float32
     * @return the nearest numbers in bfloat16, differentiable; only a network's operators take them
     */
    public static NDArray of(NDArray array) {
        return cast(array, "bfloat16");
    }

    /**
     * @param array bfloat16
     * @return the same numbers in float32, differentiable
     */
    public static NDArray toFloat32(NDArray array) {
        return cast(array, "float32");
    }

    /**
     * Rounds on any device, also one whose engine has no bfloat16.
     *
     * @param array float32; becomes the nearest numbers in bfloat16, still float32
     */
    public static void round(NDArray array) {
        float[] values = array.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            int toEven = LOWER_HALF / 2 + (bits >>> 16 & 1);
            values[i] = Float.intBitsToFloat(bits + toEven & ~LOWER_HALF);
        }
        array.set(values);
    }

    /**
     * Multiplies each map by one, as a convolution, whose result has its channels in blocks. Batch
     * normalisation of bfloat16 in that layout takes a tenth of the time.
     *
     * @param maps (N, C, H, W) bfloat16
     * @return the same numbers, differentiable
     */
    public static NDArray inBlocks(NDArray maps) {
        int channels = (int) maps.getShape().get(1);
        NDArray ones = of(maps.getManager().ones(new Shape(channels, 1, 1, 1)));
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(maps, ones, null, one, new Shape(0, 0), one, channels)
                .singletonOrThrow();
    }

    private static NDArray cast(NDArray array, String type) {
        return Operators.invoke("amp_cast", Map.of("dtype", type), array);
    }
}
