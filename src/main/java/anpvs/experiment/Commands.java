package anpvs.experiment;

import anpvs.method.Fidelity;
import anpvs.method.Recipe;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        ExperimentSpec plain =
                ExperimentSpec.of(
                        recipe.method(),
                        recipe.dataset(),
                        recipe.profile(),
                        recipe.fidelity(),
                        spec.seed());
        changes(SealedJson.tree(plain.recipe()), SealedJson.tree(recipe), "", line);
        return line.toString();
    }

    private static void changes(
            ObjectNode plain, ObjectNode changed, String prefix, StringBuilder line) {
        for (Map.Entry<String, JsonNode> field : changed.properties()) {
            JsonNode before = plain.get(field.getKey());
            JsonNode after = field.getValue();
            if (after.equals(before)) {
                continue;
            }
            if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
                changes(from, to, prefix + field.getKey() + ".", line);
            } else {
                String value = after.isTextual() ? after.textValue() : SealedJson.line(after);
                line.append(" --set ").append(prefix).append(field.getKey()).append('=');
                line.append(value.contains("\"") ? "'" + value + "'" : value);
            }
        }
        for (Map.Entry<String, JsonNode> field : plain.properties()) {
            if (!changed.has(field.getKey())) {
                line.append(" --set ").append(prefix).append(field.getKey()).append("=null");
            }
        }
    }
}
