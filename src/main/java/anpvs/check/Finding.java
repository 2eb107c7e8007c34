package anpvs.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param check id of the check
 * @param question what it asks
 * @param verdict the answer
 * @param evidence the numbers behind it
 * @param meaning what a failure means
 * @param note what is to be said about this result; empty where the numbers say it
 */
public record Finding(
        String check,
        String question,
        CheckVerdict verdict,
        List<Measure> evidence,
        String meaning,
        String note) {
    /** Copies the list. */
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** {@return the evidence in one line; the points of a curve stand together} */
    public String evidenceText() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (Measure one : evidence) {
            String text =
                    one.at() == null
                            ? one.text()
                            : Measure.of("", one.at()).text() + ": " + one.text();
            parts.computeIfAbsent(one.label(), label -> new ArrayList<>()).add(text);
        }
        List<String> words = new ArrayList<>();
        parts.forEach((label, values) -> words.add(label + " " + String.join(", ", values)));
        return String.join("; ", words);
    }

    /**
     * @param label of a curve
     * @return its points
     */
    public List<Measure> curve(String label) {
        return evidence.stream().filter(m -> m.label().equals(label) && m.at() != null).toList();
    }
}
