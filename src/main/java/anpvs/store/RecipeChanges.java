package anpvs.store;

import anpvs.Names;
import anpvs.UserError;
import anpvs.method.MaskSettings;
import anpvs.method.Recipe;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Hyper-parameters by the names that users type, such as {@code mask.klWeight}. */
final class RecipeChanges {
    /** The field of a recipe that holds what is changed in its start run. */
    static final String OF_START = "startChanges";

    private RecipeChanges() {}

    /**
     * @param plain a recipe
     * @param changed another
     * @return what turns the first into the second, as {@link ExperimentSpec#with} takes it
     */
    static Map<String, String> between(Recipe plain, Recipe changed) {
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
            if (field.getKey().equals(OF_START)) {
                after.properties()
                        .forEach(one -> found.put("start." + one.getKey(), text(one.getValue())));
            } else if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
                collect(from, to, prefix + field.getKey() + ".", found);
            } else {
                found.put(prefix + field.getKey(), text(after));
            }
        }
        for (Map.Entry<String, JsonNode> field : plain.properties()) {
            if (!changed.has(field.getKey()) && !field.getKey().equals(OF_START)) {
                found.put(prefix + field.getKey(), "null");
            }
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : SealedJson.line(value);
    }

    /**
     * @param recipe is changed
     * @param name of a hyper-parameter, such as {@code mask.klWeight}
     * @param value in JSON; of an enum its name
     * @throws UserError naming the known names, if it is unknown
     */
    static void set(ObjectNode recipe, String name, String value) {
        int dot = name.indexOf('.');
        JsonNode owner = dot < 0 ? recipe : recipe.path(name.substring(0, dot));
        String field = name.substring(dot + 1);
        Set<String> known = names(Recipe.class, recipe);
        if (!(owner instanceof ObjectNode object) || !known.contains(name)) {
            String meant = Names.didYouMean(name, known);
            throw new UserError(
                    "the recipe has no '%s'%s%s, or start. and one of the start run's"
                            .formatted(
                                    name,
                                    (meant.isEmpty()
                                            ? "; expected one of "
                                            : meant + " Expected one of "),
                                    known));
        }
        if (value.isBlank()) {
            throw new UserError(name + " is empty; expected a value, as in " + name + "=1");
        }
        JsonNode parsed;
        try {
            // .5 is a number to people, and none to JSON
            String json = value.replaceFirst("^(?<sign>-?)\\.(?=\\d)", "${sign}0.");
            parsed = SealedJson.parse(json, name);
        } catch (UserError notJson) {
            parsed = object.textNode(value); // names of enums need no quotes
        }
        object.set(field, parsed);
    }

    /** What can be set: also what is absent now, but not inside of it. */
    private static Set<String> names(Class<?> type, JsonNode node) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent field : type.getRecordComponents()) {
            names.add(field.getName());
            Class<?> inside =
                    field.getType() == MaskSettings.class
                            ? MaskSettings.Flat.class
                            : field.getType();
            if (inside.isRecord() && node.path(field.getName()).isObject()) {
                names(inside, node.path(field.getName()))
                        .forEach(inner -> names.add(field.getName() + "." + inner));
            }
        }
        names.remove(OF_START);
        return names;
    }
}
