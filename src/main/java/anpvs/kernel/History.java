package anpvs.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The cells that were run since the kernel started, for {@code history_request}. */
final class History {
    /** The kernel's own session; the protocol also calls it 0. */
    private static final int SESSION = 1;

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
        String glob = request.text("pattern").isEmpty() ? "*" : request.text("pattern");
        StringBuilder regex = new StringBuilder();
        for (String part : glob.split("(?<=[*?])|(?=[*?])", -1)) {
            regex.append(part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part));
        }
        Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
        List<Entry> found =
                entries.stream()
                        .filter(
                                e ->
                                        pattern.matcher(e.code()).matches()
                                                || pattern.matcher(dense(e.code())).matches())
                        .toList();
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

    /** Blanks mean nothing in Java: {@code 1?2} finds {@code 1 + 2} too. */
    private static String dense(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static List<Entry> last(List<Entry> found, int most) {
        return most < 0
                ? Collections.emptyList()
                : found.subList(Math.max(0, found.size() - most), found.size());
    }
}
