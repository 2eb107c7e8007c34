package anpvs.report.tables;

import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.report.Column;
import anpvs.report.MethodResult;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.study.Context;
import anpvs.study.Measurements;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Table 3 for one data set: what suppression and pruning do, alone and together.
 *
 * @param evaluations of the four methods as far as there are any, by seed
 * @param origin where they come from
 * @param advice how to get what is missing
 */
public record Ablations(
        Map<Method, List<Evaluation>> evaluations, Origin origin, List<String> advice) {
    public static final List<Quantity> QUANTITIES =
            List.of(Quantity.CLEAN, Quantity.WHITE_BOX, Quantity.V_WHITE);

    /**
     * @param context a data set
     * @return what is measured of it; in the smoke profile what is missing is trained and measured
     */
    public static Ablations of(Context context) {
        Measurements measurements = new Measurements(context);
        measurements.prepare(Rows.of(3));
        Map<Method, List<Evaluation>> all = new LinkedHashMap<>();
        Rows.of(3).forEach(method -> all.put(method, measurements.of(method)));
        List<String> runs =
                all.values().stream().flatMap(List::stream).map(Evaluation::run).toList();
        return new Ablations(all, context.origin(runs), measurements.advice(Rows.of(3)));
    }

    private String dataset() {
        return Rows.paperName(origin.dataset());
    }

    /** {@return Table 3: the paper's rows beside ours} */
    public SavedTable table() {
        List<Column> columns = new ArrayList<>();
        QUANTITIES.forEach(quantity -> columns.add(quantity.ofTable(3)));
        columns.add(Quantity.V_RELATIVE);
        List<MethodResult> results = new ArrayList<>();
        evaluations.forEach((method, seeds) -> results.add(result(method, seeds)));
        List<String> notes = new ArrayList<>();
        contradiction().ifPresent(notes::add);
        notes.addAll(advice);
        return new ResultsTable(
                        origin.id("ablations"),
                        origin.caption("Table 3, " + dataset() + ": paper and ours"),
                        columns,
                        results,
                        origin,
                        notes,
                        CommonSeeds.of(evaluations, quantity -> quantity.ofTable(3)))
                .toSaved();
    }

    private static MethodResult result(Method method, List<Evaluation> seeds) {
        Map<Column, List<Double>> all = MethodResult.of(method, seeds, List.of()).values();
        Map<Column, List<Double>> values = new LinkedHashMap<>(all);
        QUANTITIES.forEach(q -> values.put(q.ofTable(3), all.getOrDefault(q, List.of())));
        return new MethodResult(method, values);
    }

    /** The vulnerability of ANP-VS stands in Table 1 as well, and not always as the same number. */
    private Optional<String> contradiction() {
        String anpVs = Method.ANP_VS.label();
        PaperValue one = Quantity.V_WHITE.ofTable(1).paper(dataset(), anpVs).orElseThrow();
        PaperValue three = Quantity.V_WHITE.ofTable(3).paper(dataset(), anpVs).orElseThrow();
        return one.mean().compareTo(three.mean()) == 0
                ? Optional.empty()
                : Optional.of(
                        "The paper contradicts itself: V of ANP-VS is "
                                + three.format()
                                + " here, in Table 3, and "
                                + one.format()
                                + " in Table 1.");
    }
}
