package anpvs.report;

import anpvs.evaluate.Evaluation;
import anpvs.evaluate.EvaluationSettings;
import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A quantity of an evaluation that methods are compared in.
 *
 * @param quantity its name, unit and direction
 * @param value the number of a run; null where the run has none
 * @param accuracy the same with its images; gives null where the number is no accuracy
 * @param answers picks the images behind it; null where they are not stored
 */
public record ComparedQuantity(
        Quantity quantity,
        Function<Evaluation, Double> value,
        Function<Evaluation, Accuracy> accuracy,
        Function<Answers, BitSet> answers) {
    public static final ComparedQuantity CLEAN =
            accuracy(Quantity.CLEAN, Evaluation::clean, Answers::cleanImages);
    public static final ComparedQuantity WHITE_BOX =
            accuracy(Quantity.WHITE_BOX, Evaluation::attacked, Answers::attackedImages);
    public static final ComparedQuantity WORST =
            accuracy(Quantity.WORST_OF_FIVE, ComparedQuantity::worst, Answers::worstImages);
    public static final ComparedQuantity BLACK_BOX =
            accuracy(Quantity.BLACK_BOX, Evaluation::transferred, null);
    public static final ComparedQuantity V =
            number(Quantity.V_WHITE, e -> e.vulnerability().mean());
    public static final ComparedQuantity RELATIVE_V =
            number(Quantity.V_RELATIVE, e -> e.vulnerability().relative());
    public static final ComparedQuantity V_BLACK =
            number(
                    Quantity.V_BLACK,
                    e ->
                            e.transferVulnerability() == null
                                    ? null
                                    : e.transferVulnerability().mean());

    /** ADMM's is of single weights, in the paper as here. */
    public static final ComparedQuantity SPARSITY =
            number(
                    Quantity.SPARSITY,
                    e -> e.weightSparsity() == null ? e.sparsity() : e.weightSparsity());

    public static final ComparedQuantity MEMORY =
            number(Quantity.MEMORY, e -> e.costs().memoryCodePercent());
    public static final ComparedQuantity FLOPS = number(Quantity.XFLOPS, e -> e.costs().xFlops());

    /** All of them, in the order of the tables. */
    public static final List<ComparedQuantity> ALL =
            List.of(
                    CLEAN,
                    WHITE_BOX,
                    WORST,
                    V,
                    RELATIVE_V,
                    BLACK_BOX,
                    V_BLACK,
                    MEMORY,
                    FLOPS,
                    SPARSITY);

    /** {@return what is compared under a name; empty if no evaluation alone has it} */
    public static Optional<ComparedQuantity> of(Quantity quantity) {
        return ALL.stream().filter(one -> one.quantity == quantity).findFirst();
    }

    private static Accuracy worst(Evaluation one) {
        return one.settings().restarts() == EvaluationSettings.RESTARTS ? one.worst() : null;
    }

    private static ComparedQuantity accuracy(
            Quantity quantity,
            Function<Evaluation, Accuracy> accuracy,
            Function<Answers, BitSet> answers) {
        return new ComparedQuantity(
                quantity,
                e -> accuracy.apply(e) == null ? null : accuracy.apply(e).percent(),
                accuracy,
                answers);
    }

    private static ComparedQuantity number(Quantity quantity, Function<Evaluation, Double> value) {
        return new ComparedQuantity(quantity, value, e -> null, null);
    }

    /**
     * @param evaluations of a method
     * @return what its runs reached, without those that have no such number
     */
    public List<RunValue> outcomes(List<Evaluation> evaluations) {
        return evaluations.stream()
                .filter(e -> value.apply(e) != null)
                .map(
                        e ->
                                new RunValue(
                                        e.run(),
                                        value.apply(e),
                                        accuracy.apply(e),
                                        answers == null || e.answers() == null
                                                ? null
                                                : answers.apply(e.answers())))
                .toList();
    }
}
