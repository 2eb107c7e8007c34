package anpvs.kernel;

import jdk.jshell.SourceCodeAnalysis;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How near the members of an expression are to its type: its own come before those it inherits. */
final class Members {
    /** Every object has them; nobody looks for them. */
    private static final Set<String> OF_EVERY_OBJECT =
            Set.of(
                    "clone",
                    "equals",
                    "finalize",
                    "getClass",
                    "hashCode",
                    "notify",
                    "notifyAll",
                    "toString",
                    "wait");

    private final Map<String, Integer> distances = new HashMap<>();
    private final boolean afterDot;
    private final boolean begun;

    /**
     * The members of the expression before the cursor.
     *
     * @param statement the statement up to the cursor
     * @param nameStart where the name of a member begins, as far as it has been typed
     */
    Members(SourceCodeAnalysis analysis, CellLoader classes, String statement, int nameStart) {
        begun = nameStart < statement.length();
        int dot = statement.substring(0, nameStart).stripTrailing().length() - 1;
        afterDot = dot >= 0 && statement.charAt(dot) == '.';
        if (!afterDot) {
            return;
        }
        String receiver = statement.substring(startOfOperand(statement, dot), dot);
        String type = receiver.isBlank() ? null : analysis.analyzeType(receiver, receiver.length());
        Class<?> found = type == null ? null : classes.named(type.replaceAll("<.*>", ""));
        int distance = 0;
        for (Class<?> each = found; each != null; each = each.getSuperclass()) {
            for (var method : each.getDeclaredMethods()) {
                distances.putIfAbsent(method.getName(), distance);
            }
            for (var field : each.getDeclaredFields()) {
                distances.putIfAbsent(field.getName(), distance);
            }
            distance++;
        }
    }

    /** Whether it is worth a line: not a method of every object, unless it has been begun. */
    boolean isOffered(String continuation) {
        return begun || !afterDot || !OF_EVERY_OBJECT.contains(name(continuation));
    }

    /** 0 for what the type declares itself, 1 for its superclass and so on. */
    int distance(String continuation) {
        return distances.getOrDefault(name(continuation), Integer.MAX_VALUE);
    }

    private static String name(String continuation) {
        int bracket = continuation.indexOf('(');
        return bracket < 0 ? continuation : continuation.substring(0, bracket);
    }

    /** The beginning of the operand that ends at {@code end}: {@code a.b(c)[d]} and the like. */
    static int startOfOperand(String code, int end) {
        int at = end;
        while (at > 0) {
            char last = code.charAt(at - 1);
            if (last == ')' || last == ']') {
                at = opening(code, at - 1);
            } else if (last == '"') {
                return Math.max(code.lastIndexOf('"', at - 2), 0);
            } else if (Character.isJavaIdentifierPart(last)) {
                while (at > 0 && Character.isJavaIdentifierPart(code.charAt(at - 1))) {
                    at--;
                }
                if (code.substring(0, at).stripTrailing().endsWith("new")) {
                    return code.lastIndexOf("new", at);
                }
                if (at == 0 || code.charAt(at - 1) != '.') {
                    return at;
                }
            } else if (last == '.') {
                at--;
            } else {
                return at;
            }
        }
        return at;
    }

    private static int opening(String code, int closing) {
        int depth = 0;
        for (int at = closing; at >= 0; at--) {
            char c = code.charAt(at);
            if (c == ')' || c == ']') {
                depth++;
            } else if (c == '(' || c == '[') {
                depth--;
            }
            if (depth == 0) {
                return at;
            }
        }
        return 0;
    }
}
