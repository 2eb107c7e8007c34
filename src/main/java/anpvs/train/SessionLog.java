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
    private final long started = System.nanoTime();
    private final Double processorStart = processorSeconds();
    private Provenance provenance;

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
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Provenance.Session session =
                new Provenance.Session(
                        Environment.current(),
                        now,
                        0,
                        step,
                        step,
                        recipe == null ? null : TrainingStep.attackPrecision(recipe),
                        recipe == null ? null : TrainingStep.passPrecision(recipe),
                        processorStart == null ? null : 0.0);
        Provenance before = earlier == null ? new Provenance(data, List.of()) : earlier;
        provenance = new Provenance(data, before.sessions()).with(session);
        write();
    }

    /**
     * @param step steps done at the checkpoint that has just been stored
     */
    void checkpointed(long step) {
        List<Provenance.Session> sessions = provenance.sessions();
        Provenance.Session last = sessions.get(sessions.size() - 1);
        double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
        provenance =
                provenance.withLast(
                        new Provenance.Session(
                                last.environment(),
                                last.started(),
                                seconds,
                                last.fromStep(),
                                step,
                                last.attackPrecision(),
                                last.passPrecision(),
                                sinceStart(processorSeconds())));
        write();
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

    private void write() {
        AtomicFiles.write(run.provenanceFile(), SealedJson.seal(provenance, true), right);
    }
}
