package anpvs.kernel.javadoc;

import java.util.Arrays;
import java.util.List;

/**
 * What JShell prints of a declaration, such as {@code TableResult Kit.mainResults(String dataset)},
 * {@code Math.PI:double} or {@code java.util.Map.Entry<K, V>}, taken apart.
 *
 * @param path the class and, after a dot, its member, as far as its package is printed
 * @param parameters the simple names of their types without type arguments; null if it is neither a
 *     method nor a constructor
 */
public record Signature(String path, List<String> parameters) {
    private static final String CONSTRUCTOR = "<init>";

    static Signature of(String printed) {
        String plain = withoutTypeArguments(printed).strip();
        int bracket = plain.indexOf('(');
        if (bracket < 0) {
            int colon = plain.indexOf(':');
            return new Signature(colon < 0 ? plain : plain.substring(0, colon), null);
        }
        String head = plain.substring(0, bracket).strip();
        int blank = head.lastIndexOf(' ');
        String list = plain.substring(bracket + 1, plain.indexOf(')', bracket)).strip();
        return new Signature(
                blank < 0 ? head + "." + CONSTRUCTOR : head.substring(blank + 1),
                list.isEmpty()
                        ? List.of()
                        : Arrays.stream(list.split(",", -1))
                                .map(String::strip)
                                .map(each -> each.split("\\s+", 2)[0])
                                .map(Signature::simpleType)
                                .toList());
    }

    /** A type without its package, its outer class and its arguments. */
    static String simpleType(String type) {
        String plain = withoutTypeArguments(type).strip().replace("...", "[]");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    private static String withoutTypeArguments(String text) {
        String outer = text.replaceAll("<[^<>]*>", "");
        return outer.equals(text) ? text : withoutTypeArguments(outer);
    }
}
