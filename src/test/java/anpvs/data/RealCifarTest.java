package anpvs.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs CIFAR-10 and CIFAR-100 in the folder that ANPVS_DATA names. */
@Tag("real-data")
class RealCifarTest {
    private static final DataFolder DATA = DataFolder.locate(null);

    private static int[] perClass(LabelledImages images, int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    private static int[] equal(int classes, int count) {
        int[] counts = new int[classes];
        Arrays.fill(counts, count);
        return counts;
    }

    /** Means and deviations of the channels are the customary ones. */
    @ParameterizedTest
    @CsvSource({
        "CIFAR10, 0.4914, 0.4822, 0.4465, 0.2470, 0.2435, 0.2616",
        "CIFAR100, 0.5071, 0.4865, 0.4409, 0.2673, 0.2564, 0.2762",
    })
    void areTheSetsThatEverybodyUses(
            Dataset dataset, double red, double green, double blue, double r, double g, double b) {
        ImageSet set = DATA.load(dataset);
        int classes = dataset.classes();
        assertArrayEquals(equal(classes, 50_000 / classes), perClass(set.train(), classes));
        assertArrayEquals(equal(classes, 10_000 / classes), perClass(set.test(), classes));
        double[] sum = new double[3];
        double[] squares = new double[3];
        byte[] pixels = set.train().pixels();
        for (int i = 0; i < pixels.length; i++) {
            double value = (pixels[i] & 0xff) / 255.0;
            sum[i / 1024 % 3] += value;
            squares[i / 1024 % 3] += value * value;
        }
        double[] means = {red, green, blue};
        double[] deviations = {r, g, b};
        for (int c = 0; c < 3; c++) {
            double mean = sum[c] / (50_000 * 1024);
            assertEquals(means[c], mean, 6e-5);
            double variance = squares[c] / (50_000 * 1024) - mean * mean;
            assertEquals(deviations[c], Math.sqrt(variance), 1.1e-4);
        }
    }

    @Test
    void theFirstImagesAreAFrogATruckAndATruck() {
        byte[] labels = DATA.load(Dataset.CIFAR10).train().labels();
        assertArrayEquals(new byte[] {6, 9, 9, 4, 1}, Arrays.copyOf(labels, 5));
    }
}
