package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.attack.BatchSize;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.evaluate.AttackRecord.Interval;
import anpvs.metric.Answers;
import anpvs.model.Classifier;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Environment;
import anpvs.store.Records;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Carries out attacks on any network, and writes the images and what is found on the way.
 *
 * @param records where all of it goes
 * @param id of what is attacked
 * @param set the images
 * @param progress sees each batch
 */
record AttackExecution(
        Records<AttackSettings, AttackRecord> records, String id, ImageSet set, Progress progress) {
    /**
     * @param plan the attacks
     * @param model decides how many images are attacked at a time
     * @param judge says which images are still right
     * @param right asked before each writing
     * @return what is left, to be kept
     */
    AttackRecord carryOut(
            AttackPlan plan, Classifier model, Classifier judge, AtomicFiles.Right right) {
        AttackSettings settings = plan.settings();
        LabelledImages images = set.test(settings.images());
        String weights = records.weights();
        AttackJournal journal =
                AttackJournal.open(
                        records.file(settings, Records.BEGUN),
                        new AttackJournal.State(
                                id, weights, settings, set.sha256(), batchSize(model, images)));
        AttackPass pass = new AttackPass(id, plan, judge, images, journal, progress);
        pass.run();
        Path file = records.file(settings, ".npz");
        String digest = writeImages(file, settings, pass, images, right);
        return new AttackRecord(
                id,
                weights,
                settings,
                journal.batchSize(),
                pass.cleanAccuracy(),
                pass.rows(),
                pass.robust(),
                Answers.encode(AttackRecord.standing(IntBuffer.wrap(pass.brokenBy()))),
                Interval.of(pass.robust()),
                pass.worst(),
                pass.warnings(),
                file.getFileName().toString(),
                digest,
                set.sha256(),
                Environment.current(),
                pass.rows().stream().mapToDouble(AttackRecord.Row::seconds).sum());
    }

    private static int batchSize(Classifier classifier, LabelledImages images) {
        try (NDManager manager = ComputeDevice.newManager()) {
            return BatchSize.fitting(classifier, images.images(manager, 0));
        }
    }

    private static String writeImages(
            Path file,
            AttackSettings settings,
            AttackPass pass,
            LabelledImages images,
            AtomicFiles.Right right) {
        int[] brokenBy = pass.brokenBy();
        int[] labels = IntStream.range(0, brokenBy.length).map(images::label).toArray();
        Shape shape = new Shape(labels.length, images.channels(), images.size(), images.size());
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("images", HostArray.ofFloats(shape, pass.adversarialImages()));
        arrays.put("labels", HostArray.ofInts(labels));
        arrays.put("broken_by", HostArray.ofInts(brokenBy));
        arrays.put("epsilon", HostArray.ofDoubles(settings.pgd().epsilon()));
        arrays.put("standing", HostArray.ofBytes(pass.standing()));
        AtomicFiles.write(file, out -> Npz.writeCompressed(arrays, out), right);
        return Npz.sha256(arrays);
    }
}
