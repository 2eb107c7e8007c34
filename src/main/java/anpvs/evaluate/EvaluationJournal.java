package anpvs.evaluate;

import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.data.Sha256;
import anpvs.store.AtomicFiles;
import anpvs.store.SealedJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an unfinished evaluation has counted: one file, written whole or not at all, so that an
 * evaluation that was stopped in any way goes on where it was.
 */
final class EvaluationJournal implements TestPass.Journal {
    private static final long BETWEEN_WRITINGS = 10_000_000_000L; // nanoseconds
    private static final String STATE = "state";
    private static final String SECONDS = "seconds";

    /**
     * What the counts belong to.
     *
     * @param run id of the run
     * @param checkpoint SHA-256 of its final weights
     * @param settings how it is evaluated
     * @param data SHA-256 of the data by file name
     */
    record State(
            String run, String checkpoint, EvaluationSettings settings, Map<String, String> data) {}

    private final Path file;
    private final String seal;
    private final EvaluationPass pass;
    private final AtomicFiles.Right right;
    private final long start = System.nanoTime();
    private final double secondsBefore;
    private Map<String, HostArray> latest;
    private long written;

    /**
     * Opens a file, and lets a pass go on from it.
     *
     * @param file may not be there yet, or belong to something else; is overwritten then
     * @param state what is evaluated
     * @param pass has counted nothing yet
     * @param right asked before each writing
     * @param note gets a warning if the file is damaged
     */
    EvaluationJournal(
            Path file,
            State state,
            EvaluationPass pass,
            AtomicFiles.Right right,
            Consumer<String> note) {
        this.file = file;
        this.seal = Sha256.of(SealedJson.canonical(state));
        this.pass = pass;
        this.right = right;
        Map<String, HostArray> known = read(note);
        if (known.isEmpty()) {
            secondsBefore = 0;
        } else {
            secondsBefore = known.get(SECONDS).doubles()[0];
            pass.goOnFrom(new EvaluationTally(known));
        }
    }

    private Map<String, HostArray> read(Consumer<String> note) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, HostArray> known = Npz.read(file);
            HostArray owner = known.get(STATE);
            return owner != null && seal.equals(owner.text()) ? known : Map.of();
        } catch (UserError damaged) {
            note.accept("warning: " + damaged.getMessage() + "; measuring anew");
            return Map.of();
        }
    }

    @Override
    public void batchDone() {
        boolean first = latest == null;
        latest = pass.tally().arrays();
        latest.put(STATE, HostArray.ofText(seal));
        latest.put(SECONDS, HostArray.ofDoubles(seconds()));
        if (first || System.nanoTime() - written > BETWEEN_WRITINGS) {
            write();
        }
    }

    @Override
    public String interrupted() {
        if (latest != null) {
            write();
        }
        return "what was measured is stored, and the same command goes on";
    }

    private void write() {
        AtomicFiles.write(file, out -> Npz.write(latest, out), right);
        written = System.nanoTime();
    }

    /** {@return how long the evaluation took, with what was done before it was stopped} */
    double seconds() {
        return secondsBefore + (System.nanoTime() - start) / 1e9;
    }
}
