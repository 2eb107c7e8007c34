package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.attack.AutoAttack.Budget;
import anpvs.attack.AutoAttack.Version;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.data.HostArray;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.model.Predictions;
import anpvs.progress.Progress;
import anpvs.store.Run;
import anpvs.store.Runs;
import anpvs.store.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignImagesTest {
    private static final int IMAGES = 40;
    private static final double EPSILON = 0.08;

    /** So weak that another program's images show more. */
    private static final AttackSettings SETTINGS =
            new AttackSettings(
                    Version.STANDARD,
                    new PgdSettings(EPSILON, 0.001, 1),
                    new Budget(1, 1, 1, 1),
                    IMAGES,
                    3,
                    1.0,
                    null,
                    null);

    private static final LabelledImages TEST = Runs.GLYPHS.test();

    @TempDir Path folder;

    private Run run;
    private Path file;
    private float[] pixels;
    private int[] labels;
    private int broken;
    private int right;

    /** What a stronger attack finds. */
    @BeforeEach
    void otherImages() throws IOException {
        run = Runs.trained(folder.resolve("runs"), Method.STANDARD, 30);
        file = folder.resolve("others.npz");
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = ComputeDevice.newManager()) {
            int[] all = IntStream.range(0, IMAGES).toArray();
            NDArray x = TEST.images(manager, all);
            NDArray y = TEST.labels(manager, all);
            boolean[] before = Predictions.correct(model.classifier().logits(x), y);
            Pgd pgd = new Pgd(ThreatModel.linf(EPSILON), 0.02f, 20, true);
            NDArray found =
                    pgd.perturb(model.classifier(), x, y, RandomStream.of(1, Purpose.ATTACK, 0));
            boolean[] after = Predictions.correct(model.classifier().logits(found.duplicate()), y);
            pixels = found.toFloatArray();
            labels = all.clone();
            for (int i = 0; i < IMAGES; i++) {
                labels[i] = TEST.label(i);
                right += before[i] ? 1 : 0;
                broken += before[i] && !after[i] ? 1 : 0;
            }
        }
        write(file, pixels, labels);
    }

    private static void write(Path file, float[] images, int[] labels) throws IOException {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        Shape shape = new Shape(labels.length, 1, 28, 28);
        arrays.put("images", HostArray.ofFloats(shape, images));
        arrays.put("labels", HostArray.ofInts(labels));
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(arrays, out);
        }
    }

    private AttackEvaluator evaluator() {
        return AttackEvaluatorTest.evaluator(run.folder().getParent(), Progress.silent());
    }

    private AttackRecord add(AttackRecord record) {
        return new ForeignImages(file).addTo(run, record, TEST, Progress.silent());
    }

    @Test
    void theyAreARowMoreAndLowerWhatStands() throws IOException {
        AttackRecord before = evaluator().attack(run, SETTINGS, false);
        AttackRecord after = add(before);
        AttackRecord.Row row = after.rows().get(after.rows().size() - 1);
        assertTrue(row.name().startsWith("images "), row.name());
        assertEquals(right, row.tried());
        assertEquals(broken, row.broken());
        assertEquals(right - broken, row.accuracy().correct());
        assertEquals(before.robust(), after.robust());
        assertTrue(after.worst().correct() < before.worst().correct(), "the attack was too strong");
        assertTrue(after.worst().correct() <= right - broken);
        assertEquals(
                after,
                AttackRecord.of(run).find(SETTINGS, line -> {}).orElseThrow(),
                "it is stored");
        assertEquals(after, add(after), "the same images twice change nothing");

        // the images that broke are kept
        Path kept = run.folder().resolve("attack-" + row.name().replace(' ', '-') + ".npz");
        assertEquals(broken, Npz.read(kept).get("numbers").shape().get(0));

        // a second file, whose images break nothing: the rows before still count
        float[] clean = pixels.clone();
        try (NDManager manager = ComputeDevice.newManager()) {
            int[] all = IntStream.range(0, IMAGES).toArray();
            clean = TEST.images(manager, all).toFloatArray();
        }
        write(file, clean, labels);
        AttackRecord third = add(after);
        assertEquals(after.rows().size() + 1, third.rows().size());
        assertEquals(after.worst(), third.worst());
    }

    /** Fewer than the record's: the others were not tried, so they do not stand under them. */
    @Test
    void fewerImagesCountAmongThemselves() throws IOException {
        AttackRecord before = evaluator().attack(run, SETTINGS, false);
        int few = IMAGES / 2;
        write(file, Arrays.copyOf(pixels, few * 28 * 28), Arrays.copyOf(labels, few));
        AttackRecord after = add(before);
        AttackRecord.Row row = after.rows().get(after.rows().size() - 1);
        assertEquals(few, row.accuracy().images());
        assertEquals(row.tried() - row.broken(), row.accuracy().correct());
        assertTrue(row.tried() <= few);
    }

    private void refused(AttackRecord record, String... words) {
        String message = assertThrows(UserError.class, () -> add(record)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        assertEquals(record, AttackRecord.of(run).find(SETTINGS, line -> {}).orElseThrow());
    }

    @Test
    void whatIsNotOfTheTestImagesIsRefused() throws IOException {
        AttackRecord record = evaluator().attack(run, SETTINGS, false);
        float[] far = pixels.clone();
        far[3 * 784 + 5] = Math.min(1, far[3 * 784 + 5] + 0.5f) + (far[3 * 784 + 5] > .5 ? 1 : 0);
        write(file, far, labels);
        refused(record, "image 3 has a pixel", "epsilon 0.08");
        float[] holes = pixels.clone();
        holes[0] = Float.NaN;
        write(file, holes, labels);
        refused(record, "image 0 has a pixel NaN");
        int[] other = labels.clone();
        other[7] = (other[7] + 1) % 10;
        write(file, pixels, other);
        refused(record, "label 7 is " + other[7]);
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(Map.of("labels", HostArray.ofInts(labels)), out);
        }
        refused(record, "no array 'images'", "images and labels");
        Files.writeString(file, "text");
        assertThrows(UserError.class, () -> new ForeignImages(file));
    }
}
