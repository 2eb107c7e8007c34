package anpvs.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnImagesTest {
    /** A change of these is a change of the data sets: old results cannot be compared any more. */
    private static final Map<Dataset, Map<String, String>> SUMS =
            Map.of(
                    Dataset.GLYPHS,
                    Map.of(
                            "train",
                            "43e7db71bef618a7e19adc688c3d696107f0d28b1b50de6dd3d2dc7d5a223481",
                            "test",
                            "ed6fd4d919b9295eaf67df6e03cca2296be9c47b39237516d6072c58362f4dbb"),
                    Dataset.SHAPES,
                    Map.of(
                            "train",
                            "de13b0529acce7cd1a8446b618055aaf4d9e025fa8031218aa1fe2fe27287563",
                            "test",
                            "f09d6eea9bd007e3bd02a30be1dcb0fb51304d55a2498107c6affb0b52415216"));

    @ParameterizedTest
    @EnumSource(names = {"GLYPHS", "SHAPES"})
    void areTheSameBytesEverywhere(Dataset dataset) {
        assertEquals(SUMS.get(dataset), DrawnImages.draw(dataset).sha256());
    }

    @ParameterizedTest
    @EnumSource(names = {"GLYPHS", "SHAPES"})
    void haveTheDeclaredShapeAndEvenClasses(Dataset dataset) {
        ImageSet set = DrawnImages.draw(dataset);
        check(dataset, set.train(), dataset.trainImages());
        check(dataset, set.test(), dataset.testImages());
    }

    private static void check(Dataset dataset, LabelledImages images, int count) {
        assertEquals(count, images.count());
        assertEquals(dataset.channels(), images.channels());
        assertEquals(dataset.size(), images.size());
        int[] perClass = new int[dataset.classes()];
        for (int i = 0; i < count; i++) {
            perClass[images.label(i)]++;
        }
        assertTrue(Arrays.stream(perClass).allMatch(n -> n == count / dataset.classes()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GLYPHS", "SHAPES"})
    void noImageIsDrawnTwice(Dataset dataset) {
        ImageSet set = DrawnImages.draw(dataset);
        Set<ByteBuffer> seen = new HashSet<>();
        for (LabelledImages images : new LabelledImages[] {set.train(), set.test()}) {
            for (int i = 0; i < images.count(); i++) {
                int size = images.imageBytes();
                assertTrue(seen.add(ByteBuffer.wrap(images.pixels(), i * size, size).slice()));
            }
        }
    }

    /** Every image has ink, and the ink is far enough from the border to be a whole figure. */
    @ParameterizedTest
    @EnumSource(names = {"GLYPHS", "SHAPES"})
    void everyImageShowsSomething(Dataset dataset) {
        LabelledImages images = DrawnImages.draw(dataset).train();
        int plane = dataset.size() * dataset.size();
        for (int i = 0; i < images.count(); i++) {
            int low = 255;
            int high = 0;
            for (int p = 0; p < plane; p++) {
                int value = images.pixels()[i * images.imageBytes() + p] & 0xff;
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            assertTrue(high - low > 40, "image " + i + " is flat: " + low + " .. " + high);
        }
    }

    @Test
    void realSetsAreNotDrawn() {
        assertThrows(IllegalArgumentException.class, () -> DrawnImages.draw(Dataset.MNIST));
    }
}
