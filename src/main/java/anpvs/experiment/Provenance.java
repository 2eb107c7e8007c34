package anpvs.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

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
     */
    public record Session(
            Environment environment,
            String started,
            double seconds,
            long fromStep,
            long toStep,
            String attackPrecision) {}

    /** {@return wall seconds of all sessions} */
    public double seconds() {
        return sessions.stream().mapToDouble(Session::seconds).sum();
    }

    /** {@return this with the last session replaced} */
    Provenance withLast(Session session) {
        List<Session> changed = new ArrayList<>(sessions.subList(0, sessions.size() - 1));
        changed.add(session);
        return new Provenance(data, changed);
    }

    /** {@return this with one session more} */
    Provenance with(Session session) {
        List<Session> changed = new ArrayList<>(sessions);
        changed.add(session);
        return new Provenance(data, changed);
    }

    /**
     * One field in which two runs differ.
     *
     * @param field path in the record, such as {@code spec.recipe.epochs}
     * @param first value in the first run; "(none)" if it has no such field
     * @param second value in the second
     */
    public record Difference(String field, String first, String second) {}

    /**
     * @param first a run
     * @param second another
     * @return every field in which their specs, data or last sessions differ
     */
    public static List<Difference> diff(Run first, Run second) {
        Map<String, String> a = fields(first);
        Map<String, String> b = fields(second);
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            String left = a.getOrDefault(name, "(none)");
            String right = b.getOrDefault(name, "(none)");
            if (!left.equals(right)) {
                differences.add(new Difference(name, left, right));
            }
        }
        return differences;
    }

    private static Map<String, String> fields(Run run) {
        Map<String, String> fields = new TreeMap<>();
        flatten("spec", SealedJson.tree(run.spec()), fields);
        Provenance provenance = run.provenance();
        flatten("data", SealedJson.tree(provenance.data), fields);
        fields.put("sessions", Integer.toString(provenance.sessions.size()));
        fields.put("seconds", "%.0f".formatted(provenance.seconds()));
        if (!provenance.sessions.isEmpty()) {
            Session last = provenance.sessions.get(provenance.sessions.size() - 1);
            fields.put("started", last.started);
            flatten("environment", SealedJson.tree(last.environment), fields);
            if (last.attackPrecision != null) {
                fields.put("attackPrecision", last.attackPrecision);
            }
        }
        return fields;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> fields) {
        if (!node.isObject()) {
            fields.put(path, node.isTextual() ? node.textValue() : SealedJson.line(node));
            return;
        }
        node.properties()
                .forEach(field -> flatten(path + "." + field.getKey(), field.getValue(), fields));
    }
}
