package anpvs.report.tables;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.report.Numbers;
import anpvs.report.PaperValue;
import anpvs.report.PaperValues;
import anpvs.report.Quantity;
import anpvs.report.SavedTable;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The paper against itself: its sentences and tables, computed from the values that it prints. */
public record PaperChecks(Origin origin) {
    private static final String OURS = "ANP-VS";
    private static final List<String> BASELINES =
            List.of("AT", "AT BNN", "Pretrained AT", "ADMM", "TRADES");
    private static final List<String> DATASETS = List.of("MNIST", "CIFAR-10", "CIFAR-100");

    /**
     * What the text claims in per cent, and what the tables give: against the best baseline and
     * against AT, in points and relative.
     */
    public SavedTable claims() {
        List<String> columns =
                List.of(
                        "claim of the text",
                        "section",
                        "data set",
                        "compared with",
                        "values in the tables",
                        "in points",
                        "relative (%)");
        List<List<String>> lines = new ArrayList<>();
        String first = "ANP-VS: ~3 % higher adversarial accuracy than the state of the art";
        against(lines, first, "MNIST", Quantity.WHITE_BOX);
        against(lines, "ANP-VS: ~65 % lower vulnerability", "MNIST", Quantity.V_WHITE);
        for (String dataset : DATASETS.subList(1, 3)) {
            against(
                    lines,
                    "ANP-VS: ~7 % higher adversarial accuracy than all baselines",
                    dataset,
                    Quantity.WHITE_BOX);
            against(
                    lines,
                    "ANP-VS: ~58 % lower vulnerability than all baselines",
                    dataset,
                    Quantity.V_WHITE);
        }
        for (String dataset : DATASETS) {
            against(
                    lines,
                    "ANP-VS: highest clean accuracy of the adversarially trained (said of CIFAR)",
                    dataset,
                    Quantity.CLEAN);
        }
        String higher = "ANP: ~3 % higher clean accuracy than AT";
        for (String dataset : DATASETS) {
            ablation(lines, "ANP: ~10 % more robust than AT", dataset, "ANP", Quantity.WHITE_BOX);
            ablation(lines, higher, dataset, "ANP", Quantity.CLEAN);
        }
        String robust = "AT-VS: ~3 % higher adversarial accuracy than AT";
        String lower = "AT-VS: ~50 % lower vulnerability than AT";
        for (String dataset : DATASETS.subList(0, 2)) {
            ablation(lines, robust, dataset, "AT-VS", Quantity.WHITE_BOX);
            ablation(lines, lower, dataset, "AT-VS", Quantity.V_WHITE);
        }
        return saved(
                "paper-claims",
                "Claims of the paper's text against its own tables",
                columns,
                lines,
                List.of(
                        "Computed from the printed means of Tables 1 and 3; nothing here is measured by"
                                + " the kit. Best baseline: of AT, AT BNN, Pretrained AT, ADMM and"
                                + " TRADES, by the quantity itself."));
    }

    private static void against(
            List<List<String>> lines, String claim, String dataset, Quantity quantity) {
        Comparator<String> order =
                Comparator.comparing(m -> quantity.ofTable(1).paper(dataset, m).get().mean());
        String best =
                BASELINES.stream()
                        .max(quantity.higherIsBetter() ? order : order.reversed())
                        .orElseThrow();
        compare(lines, claim, "5.2", dataset, best + ", the best", best, OURS, quantity, 1);
        if (!best.equals("AT")) {
            compare(lines, "", "", dataset, "AT", "AT", OURS, quantity, 1);
        }
    }

    private static void ablation(
            List<List<String>> lines,
            String claim,
            String dataset,
            String model,
            Quantity quantity) {
        compare(lines, claim, "5.3", dataset, "AT", "AT", model, quantity, 3);
    }

    private static void compare(
            List<List<String>> lines,
            String claim,
            String section,
            String dataset,
            String name,
            String baseline,
            String model,
            Quantity quantity,
            int table) {
        PaperValue ours = quantity.ofTable(table).paper(dataset, model).orElseThrow();
        PaperValue theirs = quantity.ofTable(table).paper(dataset, baseline).orElseThrow();
        double difference = ours.mean().subtract(theirs.mean()).doubleValue();
        lines.add(
                List.of(
                        claim,
                        section,
                        dataset,
                        name,
                        theirs.format() + " \u2192 " + ours.format(),
                        Numbers.signed(quantity.decimals(), difference),
                        Numbers.signed(1, 100 * difference / theirs.mean().doubleValue())));
    }

    /**
     * @param other {@code table2} or {@code table3}
     * @return the values that stand in Table 1 and in that table, where the two differ
     * @throws UserError if it is another
     */
    public SavedTable contradictions(String other) {
        return switch (other) {
            case "table2" -> contradictions(2);
            case "table3" -> contradictions(3);
            default ->
                    throw new UserError(
                            "'"
                                    + other
                                    + "' shares no values with Table 1; expected table2 or table3");
        };
    }

    private SavedTable contradictions(int table) {
        List<String> columns =
                List.of(
                        "data set",
                        "row",
                        "quantity",
                        "Table 1",
                        "Table " + table,
                        "difference",
                        "in standard deviations");
        List<List<String>> lines = new ArrayList<>();
        int common = 0;
        for (PaperValue one : PaperValues.all()) {
            Optional<PaperValue> other =
                    one.table() == 1 ? elsewhere(one, table) : Optional.empty();
            if (other.isEmpty()) {
                continue;
            }
            common++;
            BigDecimal difference = other.get().mean().subtract(one.mean());
            if (difference.signum() != 0) {
                double sd = Math.hypot(one.sd().doubleValue(), other.get().sd().doubleValue());
                lines.add(
                        List.of(
                                one.dataset(),
                                one.model(),
                                one.metric().replace("_pct", " (%)").replace('_', ' '),
                                one.format(),
                                other.get().format(),
                                difference.toPlainString().replace('-', '\u2212'),
                                sd == 0
                                        ? "printed sd is 0"
                                        : Texts.format(
                                                "%.1f", Math.abs(difference.doubleValue()) / sd)));
            }
        }
        return saved(
                "paper-contradictions-table" + table,
                "The same quantity in Table 1 and in Table " + table + " of the paper",
                columns,
                lines,
                List.of(
                        lines.size()
                                + " of the "
                                + common
                                + " values that stand in both tables differ; the others are equal to"
                                + " the last digit. Computed from the printed values."));
    }

    private static Optional<PaperValue> elsewhere(PaperValue one, int table) {
        return table == 3
                ? PaperValues.in(3, one.dataset(), one.model(), one.metric(), one.attack())
                : after(40, one);
    }

    /** Table 2's value of the same row at radius .03, after so many steps; 40 are Table 1's. */
    private static Optional<PaperValue> after(int steps, PaperValue one) {
        String setting = "eps=0.03;steps=" + steps + ";step=0.007";
        return PaperValues.find(2, one.dataset(), one.model(), one.metric(), one.attack(), setting);
    }

    /** A longer attack finds at least as much: where Table 2's accuracies rise with the steps. */
    public SavedTable monotony() {
        List<String> columns =
                List.of(
                        "data set",
                        "row",
                        "40 steps",
                        "100",
                        "200",
                        "500",
                        "1,000",
                        "largest rise",
                        "largest sd");
        List<List<String>> lines = new ArrayList<>();
        for (String dataset : DATASETS.subList(1, 3)) {
            for (PaperValue first : PaperValues.all()) {
                if (first.dataset().equals(dataset)
                        && after(40, first).filter(first::equals).isPresent()) {
                    lines.add(steps(first));
                }
            }
        }
        return saved(
                "paper-steps",
                "Accuracy against the steps of the attack, Table 2 of the paper (\u03b5 = 0.03)",
                columns,
                lines,
                List.of(
                        "Largest rise: the most by which a longer attack of the row leaves a higher"
                                + " accuracy than a shorter one, in points. With the same networks and"
                                + " images it would be near zero. Computed from the printed means."));
    }

    private static List<String> steps(PaperValue first) {
        List<PaperValue> row =
                IntStream.of(40, 100, 200, 500, 1000)
                        .mapToObj(steps -> after(steps, first).orElseThrow())
                        .toList();
        BigDecimal rise = BigDecimal.ZERO.setScale(2);
        BigDecimal sd = BigDecimal.ZERO;
        for (int i = 0; i < row.size(); i++) {
            sd = sd.max(row.get(i).sd());
            for (int j = i + 1; j < row.size(); j++) {
                rise = rise.max(row.get(j).mean().subtract(row.get(i).mean()));
            }
        }
        List<String> cells = new ArrayList<>(List.of(first.dataset(), first.model()));
        row.forEach(value -> cells.add(value.mean().toPlainString()));
        cells.add(rise.toPlainString());
        cells.add(sd.toPlainString());
        return cells;
    }

    private SavedTable saved(
            String id,
            String caption,
            List<String> titles,
            List<List<String>> lines,
            List<String> notes) {
        List<TableColumn<List<String>>> columns = new ArrayList<>();
        for (String title : titles) {
            int place = columns.size();
            columns.add(TableColumn.words(title, title, line -> line.get(place)));
        }
        return SavedTable.of(id, caption, columns, lines, notes, origin);
    }
}
