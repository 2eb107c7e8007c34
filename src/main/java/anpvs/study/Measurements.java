package anpvs.study;

import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.method.Method;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.TransferSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was measured of the trained models. In the smoke profile what is missing is measured, on a
 * few test images; otherwise stored evaluations are read.
 */
public final class Measurements {
    private final TrainedModels models;
    private final Evaluator evaluator;
    private final Context context;
    private final List<String> unmeasured = new ArrayList<>();

    public Measurements(Context context) {
        this.models = new TrainedModels(context);
        this.evaluator = new Evaluator(context.store(), context::images, context.progress());
        this.context = context;
    }

    /**
     * Trains and measures, in the smoke profile, all that is missing, side by side.
     *
     * @param methods rows
     */
    public void prepare(List<Method> methods) {
        models.prepare(methods, true);
    }

    /**
     * @param method a row
     * @return an evaluation for each of its finished runs, by seed
     */
    public List<Evaluation> of(Method method) {
        return models.finished(method).stream()
                .map(this::evaluation)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * What AutoAttack left. It takes minutes to hours, so that it is never made here.
     *
     * @param method a row
     * @return a stored attack for each of its finished runs that has any, by seed
     */
    public List<AutoAttackResult> attacks(Method method) {
        return models.finished(method).stream()
                .map(Measurements::attack)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<AutoAttackResult> attack(Run run) {
        return AttackEvaluator.ofStandard(run)
                .map(
                        found ->
                                new AutoAttackResult(
                                        found, () -> AttackEvaluator.standing(run, found)));
    }

    /**
     * @param methods rows that are measured but not attacked
     * @return what to type for them; nothing if there is none
     */
    public List<String> attackAdvice(List<Method> methods) {
        if (methods.isEmpty()) {
            return List.of();
        }
        return List.of(
                MissingModel.LINE
                        + "AutoAttack of "
                        + methods.stream().map(Method::label).collect(Collectors.joining(", "))
                        + ": environment/anpvs attack --dataset "
                        + context.dataset().id()
                        + " --profile "
                        + context.profile().id()
                        + " --method "
                        + methods.stream().map(Method::id).collect(Collectors.joining(",")));
    }

    /**
     * Of the paper's settings: with the usual transfer source, else with any, else with none, else
     * with fewer starts.
     */
    private Optional<Evaluation> evaluation(Run run) {
        ExperimentSpec spec = run.spec();
        EvaluationSettings plain = EvaluationSettings.ofTables(spec.recipe());
        if (context.smoke()) {
            Run source = models.transferSource(spec);
            return Optional.of(evaluator.evaluate(run, plain.withSource(source.id())));
        }
        Optional<Evaluation> stored =
                TransferSource.find(context.store(), spec)
                        .flatMap(source -> evaluator.stored(run, plain.withSource(source.id())))
                        .or(() -> evaluator.storedOfAnySource(run, plain));
        if (stored.isPresent()) {
            return stored;
        }
        unmeasured.add(run.id());
        return evaluator.storedOfAnyStarts(run, plain);
    }

    /**
     * @param methods rows
     * @return what to type for their runs that are not finished or, so far asked for, not measured
     */
    public List<String> advice(List<Method> methods) {
        List<String> advice = new ArrayList<>(models.advised(methods));
        advice.addAll(unmeasuredAdvice());
        return advice;
    }

    /** {@return what to type for finished runs without an evaluation; nothing if there is none} */
    public List<String> unmeasuredAdvice() {
        return EvaluationAdvice.of("", unmeasured);
    }
}
