package anpvs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Why JSON is not what it should be, in the words of people who do not know Java. */
final class JsonProblem {
    private JsonProblem() {}

    /**
     * @param thrown what Jackson says
     * @param tree the whole JSON
     * @return such as {@code epochs is 2.5; expected a whole number}
     */
    static String of(JsonProcessingException thrown, JsonNode tree) {
        if (!(thrown instanceof MismatchedInputException wrong)) {
            return thrown.getOriginalMessage();
        }
        String name =
                wrong.getPath().stream().map(JsonProblem::text).collect(Collectors.joining("."));
        if (thrown instanceof UnrecognizedPropertyException) {
            return name + " is unknown";
        }
        JsonNode value = tree;
        for (Reference step : wrong.getPath()) {
            value =
                    step.getFieldName() == null
                            ? value.path(step.getIndex())
                            : value.path(step.getFieldName());
        }
        String found = value.isMissingNode() ? "missing" : value.toString();
        return "%s is %s; expected %s"
                .formatted(name.isEmpty() ? "it" : name, found, expected(wrong.getTargetType()));
    }

    private static String text(Reference step) {
        return step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName();
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(one -> one.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (List.of(int.class, long.class, Integer.class, Long.class).contains(type)) {
            return "a whole number";
        }
        if (List.of(double.class, Double.class).contains(type)) {
            return "a number";
        }
        if (List.of(boolean.class, Boolean.class).contains(type)) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list, such as [0.5, 0.7]";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "a text";
    }
}
