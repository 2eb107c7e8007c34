package anpvs.experiment;

import anpvs.method.Fidelity;
import anpvs.method.Recipe;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands that a message tells the user to type. */
public final class Commands {
    private Commands() {}

    /**
     * @param spec what to train
     * @return the command line that trains it, with each hyper-parameter that its recipe changes
     */
    public static String train(ExperimentSpec spec) {
        Recipe recipe = spec.recipe();
        if (spec.isImported()) {
            return "anpvs import --method " + recipe.method().id() + " FILE.npz";
        }
        StringBuilder line = new StringBuilder("anpvs train");
        line.append(" --method ").append(recipe.method().id());
        line.append(" --dataset ").append(recipe.dataset().id());
        line.append(" --profile ").append(recipe.profile().id());
        line.append(" --seed ").append(spec.seed());
        if (!recipe.fidelity().name().equals(Fidelity.PAPER.name())) {
            line.append(" --fidelity ").append(recipe.fidelity().name());
        }
        spec.changes()
                .forEach(
                        (name, value) -> {
                            line.append(" --set ").append(name).append('=');
                            line.append(value.contains("\"") ? "'" + value + "'" : value);
                        });
        return line.toString();
    }

    /**
     * @param plain a recipe
     * @param changed another
     * @return what turns the first into the second, as {@link ExperimentSpec#with} takes it
     */
    static Map<String, String> differences(Recipe plain, Recipe changed) {
        Map<String, String> found = new LinkedHashMap<>();
        collect(SealedJson.tree(plain), SealedJson.tree(changed), "", found);
        return found;
    }

    private static void collect(
            ObjectNode plain, ObjectNode changed, String prefix, Map<String, String> found) {
        for (Map.Entry<String, JsonNode> field : changed.properties()) {
            JsonNode before = plain.get(field.getKey());
            JsonNode after = field.getValue();
            if (after.equals(before)) {
                continue;
            }
            if (field.getKey().equals("startChanges")) {
                after.properties()
                        .forEach(one -> found.put("start." + one.getKey(), text(one.getValue())));
            } else if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
                collect(from, to, prefix + field.getKey() + ".", found);
            } else {
                found.put(prefix + field.getKey(), text(after));
            }
        }
        for (Map.Entry<String, JsonNode> field : plain.properties()) {
            if (!changed.has(field.getKey()) && !field.getKey().equals("startChanges")) {
                found.put(prefix + field.getKey(), "null");
            }
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : SealedJson.line(value);
    }
}
