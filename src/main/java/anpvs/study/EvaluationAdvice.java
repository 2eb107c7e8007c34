package anpvs.study;

import java.util.List;

/** What to type for runs that are trained but not measured; one command for all of them. */
public final class EvaluationAdvice {
    private EvaluationAdvice() {}

    /**
     * @param options of {@code anpvs evaluate}, or nothing
     * @param runs their ids
     * @return what to type; nothing if there are no runs
     */
    public static List<String> of(String options, List<String> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        return List.of(
                MissingModel.LINE
                        + "measurements of "
                        + (runs.size() == 1 ? "one run" : runs.size() + " runs")
                        + ": environment/anpvs evaluate "
                        + (options.isEmpty() ? "" : options + " ")
                        + String.join(" ", runs)
                        + '\n');
    }
}
