package anpvs.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run's weights come from: the data and each process that trained it.
 *
 * @param data SHA-256 of the data by file name
 * @param sessions the processes in order; several if the run was resumed
 */
public record Provenance(Map<String, String> data, List<Session> sessions) {
    /** Copies the collections. */
    public Provenance {
        data = new TreeMap<>(data);
        sessions = List.copyOf(sessions);
    }

    /**
     * One process's part.
     *
     * @param environment what it ran on
     * @param started when, ISO 8601, UTC
     * @param seconds wall time of its training up to its last checkpoint
     * @param fromStep steps done before it
     * @param toStep steps done at its last checkpoint
     * @param attackPrecision what the attack of the training computed with, in words; null for what
     *     every run has, float32
     * @param passPrecision the same of the passes that train
     * @param processorSeconds processor time of the process meanwhile, s, of all its threads; other
     *     work on the machine does not add to it; null where it was not kept
     */
    public record Session(
            Environment environment,
            String started,
            double seconds,
            long fromStep,
            long toStep,
            String attackPrecision,
            String passPrecision,
            Double processorSeconds) {}

    /** {@return wall seconds of all sessions} */
    public double seconds() {
        return sessions.stream().mapToDouble(Session::seconds).sum();
    }

    /** {@return processor seconds of all sessions; null unless each kept them} */
    public Double processorSeconds() {
        boolean kept = sessions.stream().allMatch(s -> s.processorSeconds() != null);
        return kept ? sessions.stream().mapToDouble(Session::processorSeconds).sum() : null;
    }

    /** {@return this with one session more} */
    public Provenance with(Session session) {
        List<Session> changed = new ArrayList<>(sessions);
        changed.add(session);
        return new Provenance(data, changed);
    }
}
