package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.data.Batch;
import anpvs.data.HostArray;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.evaluate.AttackRecord.Row;
import anpvs.metric.Accuracy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Records;
import anpvs.store.Run;
import anpvs.store.RunHeld;
import anpvs.store.TrainedModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adversarial images that another program made of the first test images, judged by the kit and
 * added to the record of a run's attack: a row more, and fewer images that stand under all attacks
 * together. What AutoAttack left stays as it is. The images that broke are kept beside the record.
 */
public final class ForeignImages {
    private static final String ROW = "images ";

    /** As in {@link anpvs.attack.ThreatModel#check}: what float32 may round. */
    private static final double ROUNDING = 1e-6;

    private static final int BATCH = 250;

    private final Path file;
    private final String digest;
    private final float[] pixels;
    private final Shape shape;
    private final long[] labels;

    /**
     * @param file an {@code .npz} with {@code images} (N, C, H, W), float32 or float64 in [0, 1],
     *     of the first N test images in their order, and {@code labels} (N), their true classes
     * @throws UserError if the file is none, or an array is missing or of another type
     */
    public ForeignImages(Path file) {
        this.file = file;
        this.digest = AtomicFiles.sha256(file).substring(0, 12);
        Map<String, HostArray> arrays = Npz.read(file, Set.of("images", "labels"));
        HostArray images = needed(arrays, "images");
        HostArray truth = needed(arrays, "labels");
        this.shape = images.shape();
        this.pixels = new float[(int) shape.size()];
        ByteBuffer from = images.buffer();
        boolean single = images.type() == DataType.FLOAT32;
        if ((!single && images.type() != DataType.FLOAT64) || shape.dimension() != 4) {
            throw new UserError(
                    "%s: images is %s %s; expected float32 or float64 (N, C, H, W)"
                            .formatted(file, images.type(), shape));
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = single ? from.getFloat() : (float) from.getDouble();
        }
        this.labels = longs(truth);
        if (labels.length == 0) {
            throw new UserError(file + " has no image; expected the first test images");
        }
        if (labels.length != shape.get(0)) {
            throw new UserError(
                    "%s: %s labels for %s images".formatted(file, labels.length, shape.get(0)));
        }
    }

    private HostArray needed(Map<String, HostArray> arrays, String name) {
        HostArray found = arrays.get(name);
        if (found == null) {
            throw new UserError(
                    "%s has no array '%s'; expected the arrays images and labels"
                            .formatted(file, name));
        }
        return found;
    }

    private long[] longs(HostArray array) {
        ByteBuffer from = array.buffer();
        long[] values = new long[(int) array.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (array.type()) {
                        case UINT8 -> from.get() & 0xff;
                        case INT32 -> from.getInt();
                        case INT64 -> from.getLong();
                        default ->
                                throw new UserError(
                                        "%s: labels is %s; expected int32, int64 or uint8"
                                                .formatted(file, array.type()));
                    };
        }
        return values;
    }

    /** {@return how many images there are} */
    public int count() {
        return labels.length;
    }

    /**
     * Judges the images and adds what they show to the record of an attack.
     *
     * @param run a finished run
     * @param record of the attack on at least as many images
     * @param test the test images
     * @param progress for notes
     * @return the record with the images in it; as it was if they are in it already
     * @throws UserError naming the image, if one is outside the threat model, or is not of the test
     *     image at its place
     * @throws RunHeld if another process works on the run
     */
    public AttackRecord addTo(
            Run run, AttackRecord record, LabelledImages test, Progress progress) {
        String name = ROW + digest;
        if (record.row(name) != null) {
            progress.note(file + " is in the record already, as " + name);
            return record;
        }
        Records<AttackSettings, AttackRecord> records = AttackRecord.of(run);
        return records.locked(
                progress::note,
                right -> {
                    // another process may have added to it
                    AttackRecord now = records.find(record.settings(), n -> {}).orElse(record);
                    return now.row(name) != null
                            ? now
                            : records.keep(added(run, now, name, test, right), right);
                });
    }

    private AttackRecord added(
            Run run,
            AttackRecord record,
            String name,
            LabelledImages test,
            AtomicFiles.Right right) {
        try (TrainedModel model = TrainedModel.open(run)) {
            check(test, record);
            BitSet standing = standing(run, record);
            long start = System.nanoTime();
            BitSet tried = new BitSet();
            BitSet broken = new BitSet();
            Classifier judge = model.classifier();
            test.eachBatch(0, count(), BATCH, batch -> judge(judge, batch, tried, broken));
            store(run, broken, right);
            standing.andNot(broken);
            int count = record.clean().images();
            Row row =
                    new Row(
                            name,
                            false,
                            tried.cardinality(),
                            broken.cardinality(),
                            new Accuracy(tried.cardinality() - broken.cardinality(), count()),
                            (System.nanoTime() - start) / 1e9);
            List<Row> rows = new ArrayList<>(record.rows());
            rows.add(row);
            return record.with(rows, new Accuracy(standing.cardinality(), count));
        }
    }

    private void check(LabelledImages test, AttackRecord record) {
        Shape each = new Shape(test.channels(), test.size(), test.size());
        if (!shape.slice(1).equals(each) || count() > record.clean().images()) {
            throw new UserError(
                    "%s: images is %s; expected (N, %s, %s, %s), N at most the %s of the record"
                            .formatted(
                                    file,
                                    shape,
                                    test.channels(),
                                    test.size(),
                                    test.size(),
                                    record.clean().images()));
        }
        double epsilon = record.settings().pgd().epsilon();
        test.eachBatch(0, count(), BATCH, batch -> check(batch, epsilon));
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != test.label(i)) {
                throw new UserError(
                        "%s: label %s is %s; that of test image %s is %s. Expected the first %s test images in their order"
                                .formatted(file, i, labels[i], i, test.label(i), count()));
            }
        }
    }

    private void check(Batch batch, double epsilon) {
        float[] clean = batch.images().toFloatArray();
        int size = clean.length / batch.count();
        for (int i = 0; i < clean.length; i++) {
            float pixel = pixels[batch.first() * size + i];
            // written so that NaN fails too
            if (!(pixel >= 0 && pixel <= 1 && Math.abs(pixel - clean[i]) <= epsilon + ROUNDING)) {
                throw new UserError(
                        "%s: image %s has a pixel %s where the test image has %s; expected one in [0, 1] and within epsilon %s of it"
                                .formatted(
                                        file, batch.first() + i / size, pixel, clean[i], epsilon));
            }
        }
    }

    /** Those that are right when clean are tried; those of them that are wrong now are broken. */
    private void judge(Classifier classifier, Batch batch, BitSet tried, BitSet broken) {
        NDArray x = batch.images();
        int size = (int) x.size();
        int from = batch.first() * (size / batch.count());
        float[] some = Arrays.copyOfRange(pixels, from, from + size);
        boolean[] before = Predictions.correct(classifier.logits(x), batch.labels());
        NDArray changed = batch.scope().create(some, x.getShape());
        boolean[] after = Predictions.correct(classifier.logits(changed), batch.labels());
        for (int i = 0; i < batch.count(); i++) {
            tried.set(batch.first() + i, before[i]);
            broken.set(batch.first() + i, before[i] && !after[i]);
        }
    }

    /** The images that stand under every attack of the record, and other programs' images. */
    private static BitSet standing(Run run, AttackRecord record) {
        BitSet standing = AttackEvaluator.standing(run, record);
        HostArray all = Npz.read(run.folder().resolve(record.imagesFile())).get("standing");
        for (int i = 0; all != null && i < all.data().length; i++) {
            standing.set(i, all.data()[i] != 0);
        }
        for (Row row : record.rows()) {
            if (row.name().startsWith(ROW)) {
                Path file = file(run, row.name().substring(ROW.length()));
                ByteBuffer numbers = Npz.read(file).get("numbers").buffer();
                while (numbers.hasRemaining()) {
                    standing.clear(numbers.getInt());
                }
            }
        }
        if (standing.cardinality() != record.worst().correct()) {
            throw new UserError(
                    ("the attack on %s was stored by an earlier version, which kept no list of the"
                                    + " images that stand under all its attacks; attack it anew first: anpvs attack"
                                    + " --again %s")
                            .formatted(run.id(), run.id()));
        }
        return standing;
    }

    private static Path file(Run run, String digest) {
        return run.folder().resolve("attack-images-" + digest + ".npz");
    }

    private void store(Run run, BitSet broken, AtomicFiles.Right right) {
        int[] numbers = broken.stream().toArray();
        int size = (int) (shape.size() / shape.get(0));
        float[] some = new float[numbers.length * size];
        int[] truth = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(pixels, numbers[i] * size, some, i * size, size);
            truth[i] = (int) labels[numbers[i]];
        }
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        Shape kept = new Shape(numbers.length, shape.get(1), shape.get(2), shape.get(3));
        arrays.put("images", HostArray.ofFloats(kept, some));
        arrays.put("labels", HostArray.ofInts(truth));
        arrays.put("numbers", HostArray.ofInts(numbers));
        arrays.put("source", HostArray.ofText(file.getFileName().toString()));
        AtomicFiles.write(file(run, digest), out -> Npz.writeCompressed(arrays, out), right);
    }
}
