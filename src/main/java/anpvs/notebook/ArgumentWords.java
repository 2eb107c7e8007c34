package anpvs.notebook;

import anpvs.data.Dataset;
import anpvs.method.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may stand inside a string at the cursor: the data sets, methods and attacks that the
 * argument of a call of the kit takes, told by the name of its parameter.
 *
 * @param from where the string begins, after its quotation mark
 * @param words what it may be, as far as that begins as the string does
 */
public record ArgumentWords(int from, List<String> words) {
    private static final List<Class<?>> TYPES = List.of(Kit.class, KitModel.class);

    /** A call that is open at the cursor, and how many of its arguments are complete. */
    private static final class Open {
        private final String name;
        private int argument;

        Open(String name) {
            this.name = name;
        }
    }

    /**
     * @param code of a cell
     * @param cursor place in it
     * @return the words; empty where the cursor is in no string, or in one that may be anything
     */
    public static Optional<ArgumentWords> at(String code, int cursor) {
        Deque<Open> calls = new ArrayDeque<>();
        int string = -1;
        for (int i = 0; i < cursor; i++) {
            char c = code.charAt(i);
            if (string >= 0) {
                if (c == '\\') {
                    i++;
                } else if (c == '"' || c == '\n') {
                    string = -1;
                }
            } else if (c == '"') {
                string = i + 1;
            } else if (c == '(') {
                calls.push(new Open(nameBefore(code, i)));
            } else if (c == ')' && !calls.isEmpty()) {
                calls.pop();
            } else if (c == ',' && !calls.isEmpty()) {
                calls.peek().argument++;
            } else if (c == ';') {
                calls.clear();
            }
        }
        if (string < 0 || string > cursor || calls.isEmpty()) {
            return Optional.empty();
        }
        String begun = code.substring(string, cursor);
        List<String> words =
                words(calls.peek()).filter(word -> word.startsWith(begun)).distinct().toList();
        return words.isEmpty() ? Optional.empty() : Optional.of(new ArgumentWords(string, words));
    }

    private static String nameBefore(String code, int end) {
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        return code.substring(start, end);
    }

    private static Stream<String> words(Open call) {
        return TYPES.stream()
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().equals(call.name))
                .filter(method -> method.getParameterCount() > call.argument)
                .map(method -> method.getParameters()[call.argument])
                .filter(parameter -> parameter.getType() == String.class)
                .map(Parameter::getName)
                .distinct()
                .sorted()
                .flatMap(ArgumentWords::words);
    }

    private static Stream<String> words(String parameter) {
        return switch (parameter) {
            case "dataset" ->
                    Arrays.stream(Dataset.values()).filter(d -> !d.synthetic()).map(Dataset::id);
            case "method", "first", "second" -> Arrays.stream(Method.values()).map(Method::id);
            case "attack" -> NamedAttack.ids().stream();
            case "feature" -> Stream.of("unit", "channel");
            case "directions" -> Stream.of("gradient", "random");
            case "other" -> Stream.of("table2", "table3");
            default -> Stream.empty();
        };
    }
}
