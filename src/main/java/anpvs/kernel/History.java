package anpvs.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The cells that were run since the kernel started, for {@code history_request}. */
final class History {
    /** The kernel's own session; the protocol also calls it 0. */
    private static final int SESSION = 1;

    /** A part of a pattern: a set of characters, or one character. */
    private static final Pattern PART = Pattern.compile("\\[([!^]?)(]?[^]]*)]|.", Pattern.DOTALL);

    private final List<Entry> entries = new ArrayList<>();

    /** A cell; {@code output} is the text of its value, null if it has none. */
    private record Entry(int number, String code, String output) {}

    void add(int number, String code, String output) {
        entries.add(new Entry(number, code, output));
    }

    /** The content of the reply: triples of session, number and code, or code and output. */
    List<List<Object>> answer(Request request) {
        boolean output = request.flag("output", false);
        List<Entry> found =
                switch (request.text("hist_access_type")) {
                    case "range" -> range(request);
                    case "search" -> search(request);
                    default -> last(entries, request.number("n", Integer.MAX_VALUE));
                };
        List<List<Object>> answer = new ArrayList<>();
        for (Entry entry : found) {
            Object cell = output ? Arrays.asList(entry.code(), entry.output()) : entry.code();
            answer.add(List.of(SESSION, entry.number(), cell));
        }
        return answer;
    }

    private List<Entry> range(Request request) {
        int session = request.number("session", 0);
        if (session != 0 && session != SESSION) {
            return List.of();
        }
        int start = request.number("start", 0);
        int stop = request.number("stop", Integer.MAX_VALUE);
        return entries.stream().filter(e -> e.number() >= start && e.number() < stop).toList();
    }

    private List<Entry> search(Request request) {
        String glob = request.text("pattern");
        Predicate<String> matches = matching(glob.isEmpty() ? "*" : glob);
        List<Entry> found = entries.stream().filter(entry -> matches.test(entry.code())).toList();
        if (found.isEmpty()) { // 1?2 finds 1 + 2 where there is no 1+2: Java is written with blanks
            found =
                    entries.stream()
                            .filter(entry -> matches.test(entry.code().replaceAll("\\s", "")))
                            .toList();
        }
        if (request.flag("unique", false)) {
            Map<String, Entry> latest = new LinkedHashMap<>();
            for (Entry entry : found) {
                latest.remove(entry.code());
                latest.put(entry.code(), entry);
            }
            found = List.copyOf(latest.values());
        }
        return last(found, request.number("n", Integer.MAX_VALUE));
    }

    /** What a shell's pattern says: any text, any character, one of a set or none of it. */
    private static Predicate<String> matching(String glob) {
        StringBuilder regex = new StringBuilder();
        for (Matcher part = PART.matcher(glob); part.find(); ) {
            String text = part.group();
            if (part.group(1) != null) {
                regex.append(part.group(1).isEmpty() ? "[" : "[^")
                        .append(part.group(2).replaceAll("[\\\\\\[\\]&^]", "\\\\$0"))
                        .append(']');
            } else {
                regex.append(
                        text.equals("*") ? ".*" : text.equals("?") ? "." : Pattern.quote(text));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            return code -> false; // a set from z to a holds nothing
        }
    }

    private static List<Entry> last(List<Entry> found, int most) {
        return most < 0
                ? Collections.emptyList()
                : found.subList(Math.max(0, found.size() - most), found.size());
    }
}
