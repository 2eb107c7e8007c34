package anpvs.report.tables;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.store.ExperimentSpec;
import java.util.List;
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

    /** Seed by seed; where not all were measured, each with its seed. */
    private static String percents(List<Evaluation> seeds, Function<Evaluation, Accuracy> what) {
        List<Evaluation> measured = seeds.stream().filter(one -> what.apply(one) != null).toList();
        boolean all = measured.size() == seeds.size();
        return measured.stream()
                .map(
                        one ->
                                (all ? "" : "seed " + ExperimentSpec.seedOf(one.run()) + ": ")
                                        + Texts.format("%.2f", what.apply(one).percent()))
                .collect(Collectors.joining(", "));
    }
}
