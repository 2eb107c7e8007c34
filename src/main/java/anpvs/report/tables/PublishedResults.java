package anpvs.report.tables;

import anpvs.evaluate.PublishedEvaluation;
import anpvs.evaluate.PublishedEvaluator;
import anpvs.method.Method;
import anpvs.report.Numbers;
import anpvs.report.Spread;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.EvaluationAdvice;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Runs measured in the way of the published code.
 *
 * @param rows of each method that has any, by seed
 * @param origin where they come from
 * @param advice how to get what is missing
 */
public record PublishedResults(
        Map<Method, List<PublishedEvaluation>> rows, Origin origin, List<String> advice) {
    /** The rows that are asked for. */
    public static final List<Method> MAIN = List.of(Method.STANDARD, Method.AT, Method.ANP_VS);

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing of {@link #MAIN} is
     *     trained and measured
     */
    public static PublishedResults of(Context context) {
        TrainedModels models = new TrainedModels(context);
        PublishedEvaluator evaluator = new PublishedEvaluator(context::images, context.progress());
        models.prepare(MAIN, false);
        Map<Method, List<PublishedEvaluation>> rows = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        List<String> unmeasured = new ArrayList<>();
        for (Method method : context.smoke() ? MAIN : List.of(Method.values())) {
            for (Run run : models.finished(method)) {
                Optional<PublishedEvaluation> found =
                        context.smoke()
                                ? Optional.of(
                                        evaluator.evaluate(
                                                run,
                                                PublishedEvaluator.settings(run.spec().recipe()),
                                                false))
                                : evaluator.stored(run);
                if (found.isPresent()) {
                    rows.computeIfAbsent(method, m -> new ArrayList<>()).add(found.get());
                    runs.add(run.id());
                } else if (MAIN.contains(method) && run.spec().seed() == 0) {
                    unmeasured.add(run.id());
                }
            }
        }
        List<String> advice =
                new ArrayList<>(EvaluationAdvice.of("--attack-domain published-code", unmeasured));
        advice.addAll(models.advised(MAIN));
        return new PublishedResults(rows, context.origin(runs), advice);
    }

    /** {@return the mean over a method's seeds} */
    double mean(Method method, ToDoubleFunction<PublishedEvaluation> value) {
        return Spread.of(rows.get(method).stream().map(value::applyAsDouble).toList()).mean();
    }

    /** {@return how many test images there are behind every number, in words} */
    String images() {
        IntSummaryStatistics images =
                rows.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(one -> one.clean().images())
                        .summaryStatistics();
        return "the first " + Numbers.range(images) + " test images";
    }

    /**
     * @throws MissingModel if nothing is measured
     */
    void needRows() {
        if (rows.isEmpty()) {
            throw new MissingModel(String.join("\n", advice));
        }
    }
}
