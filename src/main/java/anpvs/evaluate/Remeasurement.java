package anpvs.evaluate;

import anpvs.Texts;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.data.LabelledImages;
import anpvs.metric.Answers;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Attacks stored networks again, as their records say that they were: the recipe's attack from one
 * start, with the same random numbers, on the first test images. Nothing is stored.
 */
public final class Remeasurement {
    /** VGG-16 computes many times longer than LeNet; a wrong answer shows on fewer images, too. */
    private static final int SHARE_OF_VGG = 4;

    private final Function<Dataset, ImageSet> data;
    private final Evaluator records;
    private final Progress progress;
    private final Map<Dataset, ImageSet> sets = new EnumMap<>(Dataset.class);

    /**
     * @param store where the runs are
     * @param data gives the images
     * @param progress sees each batch
     */
    public Remeasurement(RunStore store, Function<Dataset, ImageSet> data, Progress progress) {
        this.data = data;
        this.records = new Evaluator(store, data, progress);
        this.progress = progress;
    }

    private Optional<Evaluation> record(Run run) {
        return records.storedOfAnyStarts(run, EvaluationSettings.of(run.spec().recipe()))
                .filter(evaluation -> evaluation.answers() != null);
    }

    /**
     * @param runs some runs
     * @return those whose weights are there, with a record that says how each image was answered,
     *     in the same order
     */
    public List<Run> possible(List<Run> runs) {
        return runs.stream()
                .filter(run -> run.state() == Run.State.FINISHED && run.keepsWeights())
                .filter(run -> record(run).isPresent())
                .toList();
    }

    /**
     * @param runs of which it is {@linkplain #possible possible}
     * @param images how many test images of each LeNet, from the first, and of each VGG-16 a
     *     quarter of them; rounded up to whole batches, as a batch has its random numbers in
     *     common, and no more than the record has
     * @return the records and what is found now, in the same order
     * @throws anpvs.UserError if so many images are not there, or weights are damaged
     * @throws anpvs.progress.InterruptedRun if the thread was interrupted
     */
    public List<Remeasured> again(List<Run> runs, int images) {
        List<Remeasured> found = new ArrayList<>();
        RateMeter meter = new RateMeter(0);
        // what is missing is said before the first of many minutes
        runs.forEach(run -> test(run.spec().recipe().dataset(), count(run, images)));
        long total = runs.stream().mapToLong(run -> count(run, images)).sum();
        long before = 0;
        for (Run run : runs) {
            Remeasured one = again(run, images, new Part(progress, run.id(), before, total, meter));
            before += one.images();
            found.add(one);
            progress.note(
                    Texts.format(
                            "[%d/%d] %s: PGD leaves %.1f %%, by the record %.1f %%",
                            found.size(),
                            runs.size(),
                            run.id(),
                            one.attacked().percent(),
                            one.recordedAttacked().percent()));
        }
        return found;
    }

    private EvaluationSettings settings(Run run) {
        return record(run).orElseThrow().settings().ofOneStart();
    }

    int count(Run run, int images) {
        int batch = settings(run).batchSize();
        boolean lenet = run.spec().recipe().dataset().channels() == 1;
        int wanted = lenet ? images : (images + SHARE_OF_VGG - 1) / SHARE_OF_VGG;
        int recorded = record(run).orElseThrow().clean().images();
        return Math.min((wanted + batch - 1) / batch * batch, recorded);
    }

    private Remeasured again(Run run, int images, Progress shown) {
        EvaluationSettings settings = settings(run);
        int count = count(run, images);
        LabelledImages test = test(run.spec().recipe().dataset(), count);
        long start = System.nanoTime();
        try (TrainedModel model = TrainedModel.open(run)) {
            EvaluationPass pass = new EvaluationPass(settings, model.classifier(), false);
            pass.run(run.id(), test, count, shown, TestPass.NO_JOURNAL);
            double seconds = Math.round((System.nanoTime() - start) / 1e8) / 10.0;
            Answers recorded = record(run).orElseThrow().answers();
            return new Remeasured(run, count, recorded, pass.answers(), seconds);
        }
    }

    /** The images of a set, read once. */
    private LabelledImages test(Dataset dataset, int count) {
        return sets.computeIfAbsent(dataset, data).test(count);
    }

    /** Tells of a part of the work how far all of it is. */
    private record Part(Progress all, String name, long before, long total, RateMeter meter)
            implements Progress {
        @Override
        public void update(Status status) {
            long done = before + status.done();
            all.update(new Status("attack again", done, total, "image", meter.rate(done), name));
        }

        @Override
        public void note(String line) {
            all.note(line);
        }
    }
}
