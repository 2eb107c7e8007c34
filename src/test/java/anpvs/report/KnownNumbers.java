package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.metric.Accuracy;
import anpvs.store.Run;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numbers that may be shown: the paper's, and those of the tables and records that are added. */
final class KnownNumbers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?");

    private final NavigableSet<Double> known = new TreeSet<>();

    KnownNumbers() {
        for (PaperValue value : PaperValues.all()) {
            known.add(value.mean().doubleValue());
            known.add(value.sd().doubleValue());
        }
    }

    /** Adds every number of a text, without its sign. */
    void add(String text) {
        NUMBER.matcher(text)
                .results()
                .forEach(match -> known.add(Double.parseDouble(match.group())));
    }

    /** Adds the numbers of a run's records, of accuracies also percentages and intervals. */
    void addRecords(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                add(JSON.readTree(file.toFile()));
            }
        }
    }

    private void add(JsonNode node) {
        if (node.isNumber()) {
            known.add(Math.abs(node.asDouble()));
        } else if (node.isTextual()) {
            add(node.asText());
        } else if (node.has("correct") && node.has("images")) {
            Accuracy accuracy =
                    new Accuracy(node.get("correct").asInt(), node.get("images").asInt());
            double low = accuracy.lowPercent();
            double high = accuracy.highPercent();
            known.addAll(List.of(accuracy.percent(), low, high, (high - low) / 2));
        }
        node.forEach(this::add);
    }

    /** Adds the mean accuracies of runs that differ in their seed alone. */
    void addMeansOverSeeds(List<Run> runs) {
        runs.stream()
                .filter(run -> !Evaluation.of(run).all().isEmpty())
                .collect(Collectors.groupingBy(run -> run.spec().recipe()))
                .values()
                .forEach(
                        seeds -> {
                            known.add(mean(seeds, one -> one.clean().percent()));
                            known.add(mean(seeds, one -> one.attacked().percent()));
                        });
    }

    private static double mean(List<Run> seeds, ToDoubleFunction<Evaluation> value) {
        return seeds.stream()
                .mapToDouble(run -> value.applyAsDouble(Evaluation.of(run).all().get(0)))
                .average()
                .orElseThrow();
    }

    /** {@return those of the shown numbers that are not among these} */
    List<String> without(List<ShownNumber> shown) {
        return shown.stream()
                .filter(number -> !number.isRoundedFrom(known))
                .map(ShownNumber::text)
                .toList();
    }
}
