package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stands below the main table about the runs of one method. */
final class MethodNotes {
    private MethodNotes() {}

    static List<String> of(Method method, List<Evaluation> seeds) {
        if (seeds.get(0).hardClean() == null) {
            return List.of();
        }
        String attacked = percents(seeds, Evaluation::hardRobust);
        return List.of(
                method.label()
                        + " with its mask rounded to 0 and 1: clean "
                        + percents(seeds, Evaluation::hardClean)
                        + " %"
                        + (attacked.isEmpty()
                                ? "."
                                : ", PGD-40 on logits divided by their scale " + attacked + " %."));
    }

    /** Seed by seed, without those that were not measured. */
    private static String percents(List<Evaluation> seeds, Function<Evaluation, Accuracy> what) {
        return seeds.stream()
                .map(what)
                .filter(Objects::nonNull)
                .map(accuracy -> Texts.format("%.2f", accuracy.percent()))
                .collect(Collectors.joining(", "));
    }
}
