package anpvs.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import anpvs.EngineTest;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.LabelledImages;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.PgdSettings;
import anpvs.metric.PixelVulnerability;
import anpvs.metric.Vulnerability;
import anpvs.model.Classifier;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Weights;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatentStudyTest extends EngineTest {
    private static final LabelledImages TEST =
            new DataFolder(Path.of("none")).load(Dataset.GLYPHS).test();
    private static final PgdSettings ATTACK = new PgdSettings(0.2, 0.1, 3);

    private Classifier classifier;

    @BeforeEach
    void makeNetwork() {
        LeNet5Caffe lenet = new LeNet5Caffe();
        classifier = lenet.classifier(manager, Weights.initial(manager, lenet, 1), null);
    }

    private LatentStudy study() {
        return new LatentStudy(classifier, TEST, ATTACK);
    }

    private NDArray attacked(NDArray x, NDArray y, long stream) {
        return new Pgd(ThreatModel.linf(0.2), 0.1f, 3, true)
                .perturb(classifier, x, y, RandomStream.of(0, Purpose.ATTACK, stream));
    }

    @Test
    void theVulnerabilityOfManyImagesIsTheMetricsOverBothBatches() {
        Vulnerability expected = new Vulnerability();
        for (int[] batch : new int[][] {{0, 250}, {250, 260}}) {
            int[] indices = IntStream.range(batch[0], batch[1]).toArray();
            NDArray x = TEST.images(manager, indices);
            NDArray y = TEST.labels(manager, indices);
            NDArray changed = attacked(x, y, 4L * batch[0]);
            expected.add(classifier.forward(x), classifier.forward(changed));
        }
        Vulnerability measured = study().vulnerability(260);
        assertArrayEquals(expected.features(0), measured.features(0), 1e-12);
        assertEquals(expected.mean(), measured.mean(), 1e-12);
    }

    @Test
    void aPictureHoldsTheFirstLayerBeforeAndAfter() {
        LatentStudy.LatentPicture picture = study().picture(5);
        NDArray x = TEST.images(manager, 5);
        NDArray changed = attacked(x, TEST.labels(manager, 5), 5);
        float[] z = classifier.forward(x).latents().get(0).toFloatArray();
        float[] other = classifier.forward(changed).latents().get(0).toFloatArray();
        assertEquals(20, picture.channels());
        assertEquals(24, picture.size());
        double largest = 0;
        for (int i = 0; i < z.length; i++) {
            assertEquals(Math.abs((double) z[i] - other[i]), picture.distance(i), 1e-6);
            largest = Math.max(largest, picture.distance(i));
        }
        assertEquals(largest, picture.largest());
        assertTrue(largest > 0);
        assertArrayEquals(
                PixelVulnerability.gradient(classifier, x, changed).toFloatArray(),
                picture.gradient(),
                1e-7f);
    }
}
