package anpvs.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.EngineTest;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest extends EngineTest {
    private static final LabelledImages SHAPES =
            new DataFolder(Path.of("none")).load(Dataset.SHAPES).train();
    private static final int SIZE = 32;

    private static RandomStream stream(long index) {
        return RandomStream.of(5, Purpose.AUGMENTATION, index);
    }

    /** Every one of the 9 x 9 x 2 crops of an image, each made by padding, cropping, flipping. */
    private static float[] crop(int image, int top, int left, boolean flipped) {
        float[][][] padded = new float[3][SIZE + 8][SIZE + 8];
        for (int i = 0; i < 3072; i++) {
            int pixel = SHAPES.pixels()[image * 3072 + i] & 0xff;
            padded[i / 1024][i / 32 % 32 + 4][i % 32 + 4] = pixel / 255f;
        }
        float[] result = new float[3072];
        for (int i = 0; i < 3072; i++) {
            int x = flipped ? 31 - i % 32 : i % 32;
            result[i] = padded[i / 1024][top + i / 32 % 32][left + x];
        }
        return result;
    }

    private static int find(int image, float[] pixels) {
        for (int k = 0; k < 162; k++) {
            if (Arrays.equals(crop(image, k / 18, k / 2 % 9, k % 2 == 1), pixels)) {
                return k;
            }
        }
        return -1;
    }

    @Test
    void isAPaddedCropAndSometimesAFlip() {
        int count = 100;
        int[] images = IntStream.range(0, count).toArray();
        float[] found = SHAPES.augmented(manager, stream(0), images).toFloatArray();
        Set<Integer> tops = new HashSet<>();
        Set<Integer> lefts = new HashSet<>();
        int flips = 0;
        for (int n = 0; n < count; n++) {
            int k = find(n, Arrays.copyOfRange(found, n * 3072, (n + 1) * 3072));
            assertTrue(k >= 0, "image " + n + " is no crop of itself");
            tops.add(k / 18);
            lefts.add(k / 2 % 9);
            flips += k % 2;
        }
        assertEquals(9, tops.size());
        assertEquals(9, lefts.size());
        assertTrue(flips > 30 && flips < 70, flips + " flips");
    }

    @Test
    void isAFunctionOfItsStream() {
        float[] first = SHAPES.augmented(manager, stream(3), 1, 2, 3).toFloatArray();
        assertArrayEquals(first, SHAPES.augmented(manager, stream(3), 1, 2, 3).toFloatArray());
        float[] other = SHAPES.augmented(manager, stream(4), 1, 2, 3).toFloatArray();
        assertFalse(Arrays.equals(first, other));
    }

    @Test
    void isForCifarAlone() {
        assertEquals(
                Set.of(Dataset.CIFAR10, Dataset.CIFAR100),
                Set.copyOf(Arrays.stream(Dataset.values()).filter(Dataset::augmented).toList()));
    }
}
