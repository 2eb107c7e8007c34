package anpvs;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Names that a user types, and may misspell. */
public final class Names {
    private static final int MOST = 3;

    private Names() {}

    /**
     * @param what kind of thing, such as {@code method}
     * @param name what was typed, in any case, with - or _
     * @param values among which it is to be found
     * @param id name of each
     * @return the one of that name
     * @throws UserError naming the known ones, if there is none of that name
     */
    public static <T> T find(String what, String name, T[] values, Function<T, String> id) {
        String typed = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values)
                .filter(value -> id.apply(value).equals(typed))
                .findFirst()
                .orElseThrow(() -> unknown(what, name, Arrays.stream(values).map(id).toList()));
    }

    /**
     * @param what kind of thing, such as {@code method}
     * @param name what was typed
     * @param known what could have been typed
     * @return the mistake: what is unknown, what may have been meant, what there is
     */
    public static UserError unknown(String what, String name, Collection<String> known) {
        String meant = didYouMean(name, known);
        return new UserError(
                "unknown "
                        + what
                        + " '"
                        + name
                        + "'"
                        + (meant.isEmpty() ? "; expected one of: " : meant + " Expected one of: ")
                        + String.join(", ", known));
    }

    /**
     * @param name what was typed
     * @param known what could have been typed
     * @return {@code "; did you mean anp-vs?"}, empty if nothing is similar
     */
    public static String didYouMean(String name, Collection<String> known) {
        return question(similar(name, known));
    }

    /** As {@link #didYouMean}, for beginnings of long names, such as those of runs. */
    public static String didYouMeanOneThatBegins(String name, Collection<String> known) {
        int end = name.length() + 1; // a letter that was left out
        return question(similar(name, known, one -> one.substring(0, Math.min(one.length(), end))));
    }

    private static String question(List<String> similar) {
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }

    /**
     * @param name what was typed
     * @param known what could have been typed
     * @return what may have been meant, the most similar first, three at the most
     */
    public static List<String> similar(String name, Collection<String> known) {
        return similar(name, known, other -> other);
    }

    /** The part of each known name is what is compared. */
    private static List<String> similar(
            String name, Collection<String> known, UnaryOperator<String> part) {
        String typed = plain(name);
        return known.stream()
                .filter(other -> isSimilar(typed, plain(part.apply(other))))
                .sorted(Comparator.comparingInt(one -> distance(typed, plain(part.apply(one)))))
                .limit(MOST)
                .toList();
    }

    private static boolean isSimilar(String typed, String other) {
        boolean begins = typed.length() > 1 && other.startsWith(typed);
        int longer = Math.max(typed.length(), other.length());
        return begins || (distance(typed, other) <= Math.max(1, longer / 3) && longer > 2);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Letters to insert, delete, replace or swap with their neighbour (Damerau, Levenshtein). */
    static int distance(String a, String b) {
        int[][] best = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(best[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            best[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(best[i - 1][j], best[i][j - 1]) + 1;
                least = Math.min(least, best[i - 1][j - 1] + other);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, best[i - 2][j - 2] + 1);
                }
                best[i][j] = least;
            }
        }
        return best[a.length()][b.length()];
    }
}
