package anpvs.train;

import anpvs.method.Recipe;
import anpvs.method.TrainingStep;
import anpvs.store.AtomicFiles;
import anpvs.store.Environment;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.SealedJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Keeps the provenance record of a run up to date while a process trains it. */
final class SessionLog {
    private final Run run;
    private final AtomicFiles.Right right;
    private final Provenance before;
    private final long step;
    private final Recipe recipe;
    private final Environment environment = Environment.current();
    private final String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final long started = System.nanoTime();
    private final Double processorStart = processorSeconds();

    /**
     * @param run the run
     * @param right to write it
     * @param earlier its record so far; null if there is none
     * @param data SHA-256 of the data by file name
     * @param step steps done before
     * @param recipe what is trained; null for a network that was trained elsewhere
     */
    SessionLog(
            Run run,
            AtomicFiles.Right right,
            Provenance earlier,
            Map<String, String> data,
            long step,
            Recipe recipe) {
        this.run = run;
        this.right = right;
        this.before = new Provenance(data, earlier == null ? List.of() : earlier.sessions());
        this.step = step;
        this.recipe = recipe;
        write(step, 0, processorStart == null ? null : 0.0);
    }

    /**
     * @param toStep steps done at the checkpoint that has just been stored
     */
    void checkpointed(long toStep) {
        double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
        write(toStep, seconds, sinceStart(processorSeconds()));
    }

    private Double sinceStart(Double now) {
        return processorStart == null || now == null
                ? null
                : Math.round(100 * (now - processorStart)) / 100.0;
    }

    private static Double processorSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toMillis() / 1e3)
                .orElse(null);
    }

    private void write(long toStep, double seconds, Double processorSeconds) {
        Provenance.Session session =
                new Provenance.Session(
                        environment,
                        began,
                        seconds,
                        step,
                        toStep,
                        recipe == null ? null : TrainingStep.attackPrecision(recipe),
                        recipe == null ? null : TrainingStep.passPrecision(recipe),
                        processorSeconds);
        SealedJson.write(run.provenanceFile(), before.with(session), right);
    }
}
