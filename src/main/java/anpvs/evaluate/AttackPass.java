package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.Texts;
import anpvs.attack.AttackWarning;
import anpvs.attack.WatchedPasses;
import anpvs.data.Batch;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.evaluate.AttackJournal.Part;
import anpvs.evaluate.AttackPlan.Task;
import anpvs.evaluate.AttackRecord.Row;
import anpvs.metric.Accuracy;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.progress.RateMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Carries out an {@link AttackPlan} on test images, attack by attack and batch by batch. */
final class AttackPass {
    private final String what;
    private final AttackPlan plan;
    private final Classifier judge;
    private final LabelledImages images;
    private final AttackJournal journal;
    private final Progress progress;
    private final int count;
    private final int batchSize;
    private final List<Task> tasks;
    private final List<String> cascadeRows;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final List<AttackWarning> warnings = new ArrayList<>();
    private final BitSet clean = new BitSet();
    private final BitSet survivors = new BitSet();
    private final BitSet standing = new BitSet();
    private final int[] brokenBy;
    private final float[][] adversarial;
    private final RateMeter meter = new RateMeter(0);
    private double newWork;

    private static final class Tally {
        private final BitSet right;
        private final int tried;
        private double seconds;

        Tally(BitSet before) {
            right = (BitSet) before.clone();
            tried = right.cardinality();
        }
    }

    /**
     * @param what is attacked, for the progress line
     * @param plan the attacks
     * @param judge says which images are still right
     * @param images test images
     * @param journal what has been found before, and takes what is found
     * @param progress sees each batch
     */
    AttackPass(
            String what,
            AttackPlan plan,
            Classifier judge,
            LabelledImages images,
            AttackJournal journal,
            Progress progress) {
        this.what = what;
        this.plan = plan;
        this.judge = judge;
        this.images = images;
        this.journal = journal;
        this.progress = progress;
        count = Math.min(plan.settings().images(), images.count());
        batchSize = journal.batchSize();
        tasks = plan.tasks(stream(Purpose.MASK, 0, 0));
        cascadeRows = tasks.stream().filter(Task::cascade).map(Task::row).distinct().toList();
        brokenBy = new int[count];
        adversarial = new float[count][];
        Arrays.fill(brokenBy, AttackRecord.STANDS);
    }

    /**
     * Attacks everything that has not been attacked yet.
     *
     * @throws InterruptedRun if the thread was interrupted; what whole batches found is stored
     */
    void run() {
        clean();
        for (int t = 0; t < tasks.size(); t++) {
            attack(t);
        }
    }

    private void attack(int t) {
        Task task = tasks.get(t);
        Tally tally = tallies.computeIfAbsent(task.row(), name -> new Tally(seen(task)));
        int before = survivors.cardinality();
        int[] rows = seen(task).stream().toArray();
        WatchedPasses passes = new WatchedPasses(task.calls());
        Classifier watched = passes.watch(judge);
        for (int from = 0; from < rows.length; from += batchSize) {
            int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batchSize));
            int left = rows.length - from - batch.length;
            double work = task.passes() * batch.length;
            passes.listen(() -> update(t, left, work, passes.share()));
            apply(task, tally, batch, part(t, from / batchSize, batch, watched));
            update(t, left, 0, 0);
            passes.nextBatch();
        }
        if (task.attack() instanceof anpvs.attack.Square) {
            AttackWarning.ofSquare(before, survivors.cardinality(), count).ifPresent(warnings::add);
        }
    }

    /** {@return the images that an attack sees} */
    private BitSet seen(Task task) {
        return task.cascade() ? survivors : clean;
    }

    private void clean() {
        images.eachBatch(
                0,
                count,
                batchSize,
                batch -> {
                    NDArray x = batch.images();
                    NDArray y = batch.labels();
                    boolean[] correct = Predictions.correct(judge.logits(x), y);
                    for (int i = 0; i < batch.count(); i++) {
                        int row = batch.rows()[i];
                        clean.set(row, correct[i]);
                        brokenBy[row] = correct[i] ? AttackRecord.STANDS : AttackRecord.CLEAN;
                    }
                    // gradients through the judge say nothing where others stand in for it
                    if (batch.first() == 0 && plan.draws() == null) {
                        warnings.addAll(AttackWarning.before(judge, x, y));
                    }
                });
        survivors.or(clean);
        standing.or(clean);
    }

    private Part part(int t, int batch, int[] rows, Classifier watched) {
        Part known = journal.find(t, batch, rows).orElse(null);
        if (known != null) {
            return known;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        try {
            Task task = plan.tasks(stream(Purpose.MASK, t, batch)).get(t);
            Part found;
            try (NDManager scope = ComputeDevice.newManager()) {
                Batch some = images.batch(scope, rows);
                found = task.apply(plan.threat(), watched, some, stream(Purpose.ATTACK, t, batch));
            }
            journal.store(t, batch, rows, found);
            newWork += task.passes() * rows.length;
            return found;
        } catch (CancellationException e) {
            throw interrupted();
        }
    }

    private InterruptedRun interrupted() {
        Thread.interrupted();
        return new InterruptedRun(
                "the attack on "
                        + what
                        + " was interrupted; what it found is stored, and the same command goes"
                        + " on");
    }

    private void apply(Task task, Tally tally, int[] rows, Part part) {
        int pixels = images.imageBytes();
        tally.seconds += part.seconds();
        for (int i = 0, at = 0; i < rows.length; i++) {
            if (!part.broken()[i]) {
                continue;
            }
            tally.right.clear(rows[i]);
            standing.clear(rows[i]);
            if (task.cascade()) {
                survivors.clear(rows[i]);
                brokenBy[rows[i]] = 1 + cascadeRows.indexOf(task.row());
                adversarial[rows[i]] = Arrays.copyOfRange(part.images(), at, at + pixels);
                at += pixels;
            }
        }
    }

    /** In a batch whose whole work is {@code work}, of which a share is done. */
    private void update(int t, int leftOfTask, double work, double share) {
        double done = newWork + work * share;
        double left = tasks.get(t).passes() * leftOfTask + work * (1 - share);
        for (Task task : tasks.subList(t + 1, tasks.size())) {
            left += task.passes() * seen(task).cardinality();
        }
        progress.update(
                new Progress.Status(
                        "attack " + what + ", " + tasks.get(t).row(),
                        (long) done,
                        (long) (done + left),
                        "gradient",
                        meter.rate((long) done),
                        Texts.format("%.1f %% stand", 100.0 * survivors.cardinality() / count)));
    }

    /** Each attack and batch has numbers of its own, whatever was done before. */
    private RandomStream stream(Purpose purpose, int task, int batch) {
        // the first million is the judge's
        return RandomStream.of(plan.settings().seed(), purpose, 1_000_000L * (task + 1) + batch);
    }

    /** {@return accuracy on clean images} */
    Accuracy cleanAccuracy() {
        return new Accuracy(clean.cardinality(), count);
    }

    /** {@return accuracy under AutoAttack} */
    Accuracy robust() {
        return new Accuracy(survivors.cardinality(), count);
    }

    /** {@return accuracy under every attack together} */
    Accuracy worst() {
        return new Accuracy(standing.cardinality(), count);
    }

    /** {@return for each image 1 where it stands under every attack together, else 0} */
    byte[] standing() {
        byte[] flags = new byte[count];
        standing.stream().forEach(row -> flags[row] = 1);
        return flags;
    }

    /** {@return the attacks in their order} */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        tallies.forEach(
                (name, tally) -> {
                    int right = tally.right.cardinality();
                    rows.add(
                            new Row(
                                    name,
                                    cascadeRows.contains(name),
                                    tally.tried,
                                    tally.tried - right,
                                    new Accuracy(right, count),
                                    tally.seconds));
                });
        return rows;
    }

    /** {@return what makes the numbers doubtful} */
    List<AttackWarning> warnings() {
        return List.copyOf(warnings);
    }

    /** {@return by which attack of AutoAttack each image was broken, see {@link AttackRecord}} */
    int[] brokenBy() {
        return brokenBy.clone();
    }

    /** {@return the adversarial images, (N pixels); the clean one where an image stands} */
    float[] adversarialImages() {
        int pixels = images.imageBytes();
        float[] all = new float[count * pixels];
        images.eachBatch(
                0,
                count,
                batchSize,
                batch -> {
                    float[] some = batch.images().toFloatArray();
                    System.arraycopy(some, 0, all, batch.first() * pixels, some.length);
                });
        for (int row = 0; row < count; row++) {
            if (adversarial[row] != null) {
                System.arraycopy(adversarial[row], 0, all, row * pixels, pixels);
            }
        }
        return all;
    }
}
