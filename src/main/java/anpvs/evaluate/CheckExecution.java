package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.check.Check;
import anpvs.check.CheckSettings;
import anpvs.check.CheckVerdict;
import anpvs.check.Finding;
import anpvs.check.SanityChecks;
import anpvs.check.Subject;
import anpvs.check.Testbed;
import anpvs.data.HostArray;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.data.Npz;
import anpvs.engine.ComputeDevice;
import anpvs.progress.Progress;
import anpvs.store.AtomicFiles;
import anpvs.store.Environment;
import anpvs.store.ModelFile;
import anpvs.store.Records;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Makes checks on any network, and writes what they find and the adversarial images.
 *
 * @param records where all of it goes
 * @param id of what is checked
 * @param images the data set
 * @param progress sees how far it is
 */
record CheckExecution(
        Records<CheckSettings, CheckRecord> records,
        String id,
        ImageSet images,
        Progress progress) {
    /**
     * {@return the checks that are to be made} What did not apply costs nothing, and a run that was
     * missing may be there now.
     *
     * @param checks which are asked for
     * @param before what was found before
     * @param sources runs on which transfer examples can be made
     */
    static List<Check> missing(
            List<Check> checks, Optional<CheckRecord> before, Set<String> sources) {
        return checks.stream()
                .filter(
                        check ->
                                before.flatMap(known -> known.finding(check.id()))
                                        .filter(finding -> isDone(finding, sources))
                                        .isEmpty())
                .toList();
    }

    private static boolean isDone(Finding finding, Set<String> sources) {
        return finding.verdict() != CheckVerdict.NONE
                && (!finding.check().equals(SanityChecks.TRANSFER)
                        || SanityChecks.sources(finding).containsAll(sources));
    }

    /**
     * Makes checks, and keeps the record after each.
     *
     * @param subject the network
     * @param settings how much is computed
     * @param checks which are made, at least one
     * @param right asked before each writing
     * @return all findings, with those of other checks that were found before
     */
    CheckRecord carryOut(
            Subject subject, CheckSettings settings, List<Check> checks, AtomicFiles.Right right) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        Map<String, Double> seconds = new LinkedHashMap<>();
        CheckRecord record = records.find(settings, line -> {}).orElse(null);
        if (record != null) {
            record.findings().forEach(f -> findings.put(f.check(), f));
            seconds.putAll(record.seconds());
        }
        CheckProgress passes = new CheckProgress(id, settings, checks, progress);
        Path examplesFile = records.file(settings, ".npz");
        Testbed testbed =
                new Testbed(
                        subject,
                        images.test(settings.images()),
                        settings,
                        passes::passed,
                        examples -> stored(examplesFile, settings, images.test(), examples));
        for (Check check : checks) {
            long start = System.nanoTime();
            passes.begin(check);
            Finding found;
            try {
                found = check.run(testbed);
            } catch (CancellationException e) { // from within an attack
                throw passes.interrupted();
            }
            passes.end(check);
            Finding before = findings.put(check.id(), found);
            if (found.verdict() == CheckVerdict.NONE && found.equals(before)) {
                continue; // nothing was measured: the record stays that of what was
            }
            seconds.put(check.id(), Math.round((System.nanoTime() - start) / 1e8) / 10.0);
            record = records.keep(record(settings, findings, seconds), right);
        }
        return record;
    }

    private CheckRecord record(
            CheckSettings settings, Map<String, Finding> findings, Map<String, Double> seconds) {
        List<String> made = SanityChecks.ids().stream().filter(findings::containsKey).toList();
        return new CheckRecord(
                id,
                records.weights(),
                settings,
                made.stream().map(findings::get).toList(),
                seconds,
                images.sha256(),
                Environment.current());
    }

    /** Writes the adversarial images beside the record, for any other program, and reads them. */
    private static List<float[]> stored(
            Path file, CheckSettings settings, LabelledImages test, List<float[]> examples) {
        int images = settings.images();
        Shape shape = new Shape(images, test.channels(), test.size(), test.size());
        FloatBuffer pixels = FloatBuffer.allocate((int) shape.size());
        examples.forEach(pixels::put);
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("adversarial", HostArray.ofFloats(shape, pixels.array()));
        arrays.put("labels", HostArray.ofBytes(test.first(images).labels()));
        try (NDManager manager = ComputeDevice.newManager()) {
            int[] all = IntStream.range(0, images).toArray();
            arrays.put("clean", HostArray.of(test.images(manager, all)));
        }
        ModelFile.write(arrays, file);
        FloatBuffer read = FloatBuffer.wrap(Npz.read(file).get("adversarial").floats());
        List<float[]> back = new ArrayList<>();
        for (float[] batch : examples) {
            float[] found = new float[batch.length];
            read.get(found);
            back.add(found);
        }
        return back;
    }
}
