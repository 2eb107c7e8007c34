package anpvs.report.tables;

import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Method;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import anpvs.report.Grid;
import anpvs.report.PaperValue;
import anpvs.report.PaperValues;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What pruning saves: units, FLOPs, and memory by three formulas, beside the paper's numbers. */
final class Costs {
    /** Columns of the CSV, each with one of its standard deviation over seeds. */
    private static final List<String> NUMBERS =
            List.of(
                    "sparsity_pct",
                    "xflops",
                    "memory_code_pct",
                    "memory_code_fixed_pct",
                    "memory_feature_maps_pct",
                    "measured_speed_up",
                    "measured_size_pct");

    private static final String SD = "_sd";
    private static final Spread UNKNOWN = new Spread(Double.NaN, Double.NaN, 0);

    /** Of the paper's row, in its standard deviations. */
    private static final String DEVIATIONS = "deviation_from_paper_sd";

    /**
     * Kept by beta-Bernoulli pruning of VGG-16 on CIFAR-10, as published with the mask's own code
     * (Variational Dropouts), on which that of ANP-VS is built.
     */
    private static final List<Integer> PUBLISHED =
            List.of(64, 64, 128, 126, 251, 174, 41, 87, 81, 13, 118, 110, 25, 25, 69);

    /** Stands where there is nothing to show. */
    private static final String NONE = "\u2013";

    private static final PaperValues PAPER = PaperValues.load();

    private static final List<String> COLUMNS =
            List.of(
                    "network",
                    "units kept",
                    "unit sparsity (%)",
                    "FLOPs reduction (\u00d7)",
                    "memory, code (%)",
                    "memory, code_fixed (%)",
                    "memory, feature_maps (%)",
                    "speed-up, measured (\u00d7)",
                    "size, measured (%)");

    private final Map<Method, List<Evaluation>> evaluations;
    private final Origin origin;
    private final List<List<Grid.Cell>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Table data = columns();

    /**
     * @param evaluations of each method, by seed
     * @param origin where they come from
     */
    Costs(Map<Method, List<Evaluation>> evaluations, Origin origin) {
        this.evaluations = evaluations;
        this.origin = origin;
    }

    private static Table columns() {
        Table table =
                Table.create(
                        "costs", StringColumn.create("network"), StringColumn.create("units_kept"));
        NUMBERS.forEach(name -> table.addColumns(DoubleColumn.create(name)));
        NUMBERS.forEach(name -> table.addColumns(DoubleColumn.create(name + SD)));
        return table.addColumns(DoubleColumn.create(DEVIATIONS));
    }

    private void append(int number, Spread spread) {
        data.doubleColumn(NUMBERS.get(number)).append(spread.mean());
        data.doubleColumn(NUMBERS.get(number) + SD).append(spread.sd());
    }

    /** {@return the paper's network for the images, in its full width} */
    private static Network network(Dataset dataset) {
        return dataset.channels() == 1
                ? new LeNet5Caffe()
                : new Vgg16(dataset.classes(), 1, 1, false);
    }

    SavedTable table() {
        Network network = network(origin.dataset());
        CostModel full = CostModel.full(network);
        notes.add(
                String.format(
                        Locale.ROOT,
                        "The whole network of the paper: %,d FLOPs, memory %,d (code), %,d"
                                + " (code_fixed) and %,d (feature maps), in numbers, by the formulas.",
                        full.flops(),
                        full.memoryCode(),
                        full.memoryCodeFixed(),
                        full.featureMaps()));
        notes.add(
                "code: im2col patches, kernels and dense weights, as the published code counts them."
                        + " code_fixed: without counting VGG's dense part 13 times; the same on"
                        + " LeNet. feature_maps: hidden feature maps, as the paper's text defines"
                        + " memory.");
        notes.add(
                "measured: of the network that is rebuilt without its pruned units, against the whole"
                        + " one with its mask; time for the logits of 64 images in evaluation mode,"
                        + " and bytes of all arrays.");
        Structure whole = Structure.full(network.maskLayout());
        add("whole network", whole, full.relativeTo(full));
        evaluations.forEach(this::add);
        for (Method method : Method.values()) {
            paper(method);
        }
        if (network instanceof LeNet5Caffe) {
            nearest(Method.ANP_VS.label());
            nearest("BP");
        } else if (origin.dataset().classes() == 10) {
            Structure published = new Structure(PUBLISHED, network.maskLayout());
            CostModel.Relative costs = CostModel.of(network, published).relativeTo(full);
            add("structure published with the mask's own code", published, costs);
        }
        return new SavedTable(
                origin.id("costs"),
                new Grid("What pruning saves (" + origin.label() + ")", COLUMNS, rows, notes),
                data,
                origin);
    }

    /** The structure whose costs are nearest to a row of Table 1, and how near. */
    private void nearest(String model) {
        StructureSearch found =
                StructureSearch.nearest(
                        paper(Quantity.SPARSITY, model).orElseThrow(),
                        paper(Quantity.XFLOPS, model).orElseThrow(),
                        paper(Quantity.MEMORY, model).orElseThrow());
        add("nearest structure to the paper's " + model, found.structure(), found.costs());
        data.doubleColumn(DEVIATIONS).set(data.rowCount() - 1, found.deviations());
        notes.add(
                String.format(
                        Locale.ROOT,
                        "Of all structures of LeNet-5-Caffe the one nearest to the paper's %s row is off"
                                + " by up to %.2f of its standard deviations%s.",
                        model,
                        found.deviations(),
                        found.deviations() > 1
                                ? ": sparsity, FLOPs and memory of that row, means over the same five"
                                        + " networks, do not follow from the published formulas"
                                : ": the row follows from the published formulas"));
    }

    private void add(Method method, List<Evaluation> seeds) {
        boolean saves =
                seeds.stream()
                        .anyMatch(
                                e ->
                                        e.sparsity() > 0
                                                || e.costs().xFlops() != 1
                                                || e.costs().memoryCodePercent() != 100);
        if (!saves) {
            return; // the same as the whole network
        }
        List<ToDoubleFunction<Evaluation>> values =
                List.of(
                        Evaluation::sparsity,
                        e -> e.costs().xFlops(),
                        e -> e.costs().memoryCodePercent(),
                        e -> e.costs().memoryCodeFixedPercent(),
                        e -> e.costs().featureMapsPercent(),
                        e -> e.measured() == null ? Double.NaN : e.measured().speedUp(),
                        e -> e.measured() == null ? Double.NaN : e.measured().bytesPercent());
        String name = method.label() + ", n=" + seeds.size();
        String units = range(seeds);
        IntSummaryStatistics totals =
                seeds.stream()
                        .mapToInt(e -> e.active().stream().mapToInt(Integer::intValue).sum())
                        .summaryStatistics();
        List<Grid.Cell> row = start(name, units, range(totals));
        for (int i = 0; i < values.size(); i++) {
            ToDoubleFunction<Evaluation> value = values.get(i);
            // records of earlier versions, and networks without a mask, have no measurement
            List<Double> known =
                    seeds.stream().map(value::applyAsDouble).filter(v -> !v.isNaN()).toList();
            String fewer = known.size() < seeds.size() ? " (n=" + known.size() + ")" : "";
            Spread spread = known.isEmpty() ? UNKNOWN : Spread.of(known);
            row.add(Grid.Cell.of(known.isEmpty() ? NONE : spread.format(2) + fewer));
            append(i, spread);
        }
    }

    private void add(String name, Structure structure, CostModel.Relative costs) {
        double[] values = {
            structure.sparsityPercent(),
            costs.xFlops(),
            costs.memoryCodePercent(),
            costs.memoryCodeFixedPercent(),
            costs.featureMapsPercent()
        };
        String units =
                structure.active().stream().map(String::valueOf).collect(Collectors.joining(", "));
        int total = structure.active().stream().mapToInt(Integer::intValue).sum();
        List<Grid.Cell> row = start(name, units, String.format(Locale.ROOT, "%,d", total));
        for (int i = 0; i < values.length; i++) {
            Spread spread = new Spread(values[i], Double.NaN, 1);
            row.add(Grid.Cell.of(spread.format(2)));
            append(i, spread);
        }
        for (int i = values.length; i < NUMBERS.size(); i++) {
            row.add(Grid.Cell.of(NONE));
            append(i, UNKNOWN);
        }
    }

    private List<Grid.Cell> start(String name, String units, String total) {
        List<Grid.Cell> row = new ArrayList<>(List.of(Grid.Cell.of(name), Grid.Cell.of(total)));
        rows.add(row);
        notes.add("Units kept in each mask, " + name + ": " + units + ".");
        data.stringColumn("network").append(name);
        data.stringColumn("units_kept").append(units);
        data.doubleColumn(DEVIATIONS).appendMissing();
        return row;
    }

    /** Kept units of each mask, of several seeds the smallest and the largest number. */
    private static String range(List<Evaluation> seeds) {
        return IntStream.range(0, seeds.get(0).active().size())
                .mapToObj(
                        mask ->
                                range(
                                        seeds.stream()
                                                .mapToInt(e -> e.active().get(mask))
                                                .summaryStatistics()))
                .collect(Collectors.joining(", "));
    }

    private static String range(IntSummaryStatistics units) {
        String least = String.format(Locale.ROOT, "%,d", units.getMin());
        return units.getMin() == units.getMax()
                ? least
                : String.format(Locale.ROOT, "%s\u2013%,d", least, units.getMax());
    }

    private Optional<PaperValue> paper(Quantity quantity, String model) {
        return quantity.in(PAPER, Rows.paperName(origin.dataset()), model);
    }

    /** A row of the paper, where it says that something is saved. */
    private void paper(Method method) {
        Optional<PaperValue> memory = paper(Quantity.MEMORY, method.label());
        Optional<PaperValue> sparsity = paper(Quantity.SPARSITY, method.label());
        if (memory.isEmpty()
                || (sparsity.orElseThrow().mean().signum() == 0
                        && memory.get().mean().doubleValue() == 100)) {
            return;
        }
        List<Grid.Cell> row = new ArrayList<>();
        row.add(new Grid.Cell("paper, " + method.label() + " (Table 1)", Grid.Look.MUTED));
        row.add(new Grid.Cell("not given", Grid.Look.MUTED));
        for (Quantity quantity : List.of(Quantity.SPARSITY, Quantity.XFLOPS, Quantity.MEMORY)) {
            String text = paper(quantity, method.label()).orElseThrow().format();
            row.add(new Grid.Cell(text, Grid.Look.MUTED));
        }
        while (row.size() < COLUMNS.size()) {
            row.add(new Grid.Cell(NONE, Grid.Look.MUTED));
        }
        rows.add(row);
    }
}
