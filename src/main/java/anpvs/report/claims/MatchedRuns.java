package anpvs.report.claims;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Recipe;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.study.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Evaluated runs of two methods that were trained by equal schedules, which the rows of the tables
 * are often not: they can start from other weights and go on longer.
 *
 * @param schedule what both have in common
 * @param first evaluations of the first method, by seed
 * @param second of the second method, the same seeds
 */
record MatchedRuns(Schedule schedule, List<Evaluation> first, List<Evaluation> second) {
    /**
     * @param context a data set
     * @param one a method
     * @param other another
     * @return the pairs of the schedule with the most seeds, of several the longest; empty if there
     *     are none, or if the rows themselves are matched
     */
    static Optional<MatchedRuns> find(Context context, Method one, Method other) {
        if (!context.hasRuns() || row(context, one).equals(row(context, other))) {
            return Optional.empty();
        }
        Map<Schedule, Map<Long, Evaluation>> ours = bySchedule(context, one);
        Map<Schedule, Map<Long, Evaluation>> theirs = bySchedule(context, other);
        List<MatchedRuns> found = new ArrayList<>();
        ours.forEach(
                (schedule, seeds) -> {
                    Map<Long, Evaluation> common = new TreeMap<>(seeds);
                    common.keySet().retainAll(theirs.getOrDefault(schedule, Map.of()).keySet());
                    if (!common.isEmpty()) {
                        found.add(
                                new MatchedRuns(
                                        schedule,
                                        List.copyOf(common.values()),
                                        common.keySet().stream()
                                                .map(theirs.get(schedule)::get)
                                                .toList()));
                    }
                });
        return found.stream()
                .max(
                        Comparator.comparingInt((MatchedRuns runs) -> runs.first.size())
                                .thenComparingInt(runs -> runs.schedule.epochs()));
    }

    List<String> runIds() {
        return Stream.concat(first.stream(), second.stream()).map(Evaluation::run).toList();
    }

    /** {@return the schedule of the method's row in the tables} */
    static Schedule row(Context context, Method method) {
        return Schedule.of(plain(context, method));
    }

    private static Recipe plain(Context context, Method method) {
        return ExperimentSpec.of(method, context.dataset(), context.profile(), Fidelity.PAPER, 0)
                .recipe();
    }

    /** The method's evaluated runs whose recipe is its row's but for the schedule. */
    private static Map<Schedule, Map<Long, Evaluation>> bySchedule(Context context, Method method) {
        Evaluator evaluator = new Evaluator(context.store(), context::images, context.progress());
        Recipe plain = plain(context, method);
        Dataset set = plain.dataset();
        Map<Schedule, Map<Long, Evaluation>> found = new HashMap<>();
        for (Run run : context.store().list()) {
            Optional<Recipe> recipe =
                    recipe(run)
                            // others may not bear the schedule
                            .filter(one -> one.method() == method && one.dataset() == set)
                            .filter(one -> Schedule.of(plain).onto(one).equals(plain));
            Optional<Evaluation> evaluation =
                    recipe.map(EvaluationSettings::ofTables)
                            .flatMap(settings -> evaluator.storedOfAnyStarts(run, settings));
            if (evaluation.isPresent()) {
                found.computeIfAbsent(Schedule.of(recipe.get()), s -> new TreeMap<>())
                        .put(run.spec().seed(), evaluation.get());
            }
        }
        return found;
    }

    private static Optional<Recipe> recipe(Run run) {
        try {
            ExperimentSpec spec = run.spec();
            boolean counts = !spec.isImported() && run.state() == Run.State.FINISHED;
            return counts ? Optional.of(spec.recipe()) : Optional.empty();
        } catch (UserError damaged) {
            return Optional.empty();
        }
    }
}
