package anpvs.store;

import anpvs.Texts;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One field in which two runs differ.
 *
 * @param field path in the record, such as {@code spec.recipe.epochs}
 * @param first value in the first run; "(none)" if it has no such field
 * @param second value in the second
 */
public record RunDifference(String field, String first, String second) {
    /**
     * @param first a run
     * @param second another
     * @return every field in which their specs, data or last sessions differ
     */
    public static List<RunDifference> between(Run first, Run second) {
        Map<String, String> a = fields(first);
        Map<String, String> b = fields(second);
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        List<RunDifference> differences = new ArrayList<>();
        for (String name : names) {
            String left = a.getOrDefault(name, "(none)");
            String right = b.getOrDefault(name, "(none)");
            if (!left.equals(right)) {
                differences.add(new RunDifference(name, left, right));
            }
        }
        return differences;
    }

    private static Map<String, String> fields(Run run) {
        Map<String, String> fields = new TreeMap<>();
        flatten("spec", SealedJson.tree(run.spec()), fields);
        Provenance provenance = run.provenance();
        flatten("data", SealedJson.tree(provenance.data()), fields);
        fields.put("sessions", Integer.toString(provenance.sessions().size()));
        fields.put("seconds", Texts.format("%.0f", provenance.seconds()));
        if (!provenance.sessions().isEmpty()) {
            Provenance.Session last = provenance.sessions().get(provenance.sessions().size() - 1);
            fields.put("started", last.started());
            flatten("environment", SealedJson.tree(last.environment()), fields);
            fields.put("attackPrecision", last.attackPrecision());
            fields.put("passPrecision", last.passPrecision());
            fields.values().removeIf(Objects::isNull);
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
