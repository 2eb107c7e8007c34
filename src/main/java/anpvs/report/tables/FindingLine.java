package anpvs.report.tables;

import anpvs.check.Finding;
import anpvs.check.Measure;
import anpvs.evaluate.CheckRecord;
import anpvs.method.Method;
import anpvs.report.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/** One number of a finding; null where it has none. */
record FindingLine(Method method, CheckRecord record, Finding finding, Measure measure) {
    String words(Function<Measure, String> what) {
        return measure == null ? "" : what.apply(measure);
    }

    Double number(Function<Measure, Double> what) {
        return measure == null ? null : what.apply(measure);
    }

    private static final List<TableColumn<FindingLine>> NUMBERS =
            List.of(
                    TableColumn.words("method", null, line -> line.method.label()),
                    TableColumn.words("run", null, line -> line.record.run()),
                    TableColumn.words("check", null, line -> line.finding.check()),
                    TableColumn.words("verdict", null, line -> line.finding.verdict().name()),
                    TableColumn.words("quantity", null, line -> line.words(Measure::label)),
                    TableColumn.words("unit", null, line -> line.words(Measure::unit)),
                    TableColumn.data("at", line -> line.number(Measure::at)),
                    TableColumn.data("value", line -> line.number(Measure::value)),
                    TableColumn.data("images", line -> (double) line.record.settings().images()));

    /** A row for each number; one without numbers for what did not apply. */
    static Table table(Map<Method, CheckRecord> records) {
        List<FindingLine> lines = new ArrayList<>();
        records.forEach(
                (method, record) -> {
                    for (Finding finding : record.findings()) {
                        for (Measure one : finding.evidence()) {
                            lines.add(new FindingLine(method, record, finding, one));
                        }
                        if (finding.evidence().isEmpty()) {
                            lines.add(new FindingLine(method, record, finding, null));
                        }
                    }
                });
        return TableColumn.table("checks", NUMBERS, lines);
    }
}
