package anpvs.report;

import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.evaluate.Evaluator;
import anpvs.evaluate.TransferSource;
import anpvs.method.Method;
import anpvs.metric.Accuracy;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was measured of the trained models. In the smoke profile what is missing is measured, on a
 * few test images; otherwise stored evaluations are read.
 */
final class Measurements {
    private final TrainedModels models;
    private final Evaluator evaluator;
    private final AttackEvaluator attacker;
    private final Context context;
    private final boolean smoke;
    private final List<String> unmeasured = new ArrayList<>();

    Measurements(Context context) {
        this.models = new TrainedModels(context);
        this.evaluator = new Evaluator(context.store(), context::images, context.progress());
        this.attacker = new AttackEvaluator(context.store(), context::images, context.progress());
        this.context = context;
        this.smoke = context.smoke();
    }

    /**
     * Trains and measures, in the smoke profile, all that is missing, side by side.
     *
     * @param methods rows
     */
    void prepare(List<Method> methods) {
        models.prepare(methods, true);
    }

    /**
     * @param method a row
     * @return an evaluation for each of its finished runs, by seed
     */
    List<Evaluation> of(Method method) {
        List<Evaluation> evaluations = new ArrayList<>();
        for (Run run : models.finished(method)) {
            evaluation(run).ifPresent(evaluations::add);
        }
        return evaluations;
    }

    /**
     * What AutoAttack left. It takes minutes to hours, so that it is never made here.
     *
     * @param method a row
     * @return a stored attack for each of its finished runs that has any, by seed
     */
    List<Attacked> attacks(Method method) {
        List<Attacked> attacks = new ArrayList<>();
        for (Run run : models.finished(method)) {
            attacker.storedStandard(run)
                    .map(found -> new Attacked(found, () -> AttackEvaluator.standing(run, found)))
                    .ifPresent(attacks::add);
        }
        return attacks;
    }

    /**
     * @param methods rows that are measured but not attacked
     * @return what to type for them; nothing if there is none
     */
    List<String> attackAdvice(List<Method> methods) {
        if (methods.isEmpty()) {
            return List.of();
        }
        return List.of(
                Grid.MISSING
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
        if (smoke) {
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
    List<String> advice(List<Method> methods) {
        List<String> advice = new ArrayList<>(models.advised(methods));
        advice.addAll(unmeasuredAdvice());
        return advice;
    }

    /** {@return what to type for finished runs without an evaluation; nothing if there is none} */
    List<String> unmeasuredAdvice() {
        return EvaluationAdvice.of("", unmeasured);
    }

    /**
     * @param method a row
     * @param evaluations of its runs
     * @param attacks of AutoAttack on its runs
     * @return the row's values
     */
    static MethodResult result(
            Method method, List<Evaluation> evaluations, List<Attacked> attacks) {
        MethodResult measured = result(method, evaluations);
        Map<Column, List<Double>> values = new LinkedHashMap<>(measured.values());
        for (Attacked attacked : attacks) {
            add(values, Quantity.AUTO_ATTACK, attacked.robust().percent());
            add(values, Quantity.AUTO_ATTACK_GAP, attacked.gap());
        }
        Map<Column, Accuracy> intervals = new LinkedHashMap<>(measured.intervals());
        if (attacks.size() == 1) {
            intervals.put(Quantity.AUTO_ATTACK, attacks.get(0).robust());
        }
        return new MethodResult(method, values, intervals, measured.images(), measured.runIds());
    }

    /**
     * @param method a row
     * @param evaluations of its runs
     * @return the row's values
     */
    static MethodResult result(Method method, List<Evaluation> evaluations) {
        Map<Column, List<Double>> values = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Evaluation e : evaluations) {
            runs.add(e.run());
            add(values, Quantity.CLEAN, e.clean().percent());
            add(values, Quantity.WHITE_BOX, e.attacked().percent());
            if (Compared.WORST.value().apply(e) != null) {
                add(values, Quantity.WORST_OF_FIVE, e.worst().percent());
            }
            add(values, Quantity.V_WHITE, e.vulnerability().mean());
            add(values, Quantity.V_RELATIVE, e.vulnerability().relative());
            if (e.transferred() != null) {
                add(values, Quantity.BLACK_BOX, e.transferred().percent());
                add(values, Quantity.V_BLACK, e.transferVulnerability().mean());
            }
            add(values, Quantity.MEMORY, e.costs().memoryCodePercent());
            add(values, Quantity.XFLOPS, e.costs().xFlops());
            // ADMM's sparsity is of single weights, in the paper as here
            add(
                    values,
                    Quantity.SPARSITY,
                    e.weightSparsity() == null ? e.sparsity() : e.weightSparsity());
        }
        int images = evaluations.isEmpty() ? 0 : evaluations.get(0).clean().images();
        Map<Column, Accuracy> intervals = new LinkedHashMap<>();
        if (evaluations.size() == 1) {
            intervals.put(Quantity.CLEAN, evaluations.get(0).clean());
            intervals.put(Quantity.WHITE_BOX, evaluations.get(0).attacked());
        }
        return new MethodResult(method, values, intervals, images, runs);
    }

    static void add(Map<Column, List<Double>> values, Column quantity, double value) {
        values.computeIfAbsent(quantity, q -> new ArrayList<>()).add(value);
    }
}
