package anpvs.report;

import anpvs.experiment.Evaluation;
import anpvs.mask.MaskLayout;
import anpvs.method.Method;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What pruning saves: units, FLOPs, and memory by three formulas.
 *
 * @param evaluations of each method, by seed
 * @param origin where they come from
 */
record Costs(Map<Method, List<Evaluation>> evaluations, Origin origin) {
    /** A structure whose costs are those of Table 1's ANP-VS row on MNIST. */
    private static final List<Integer> PAPERS_STRUCTURE = List.of(4, 23, 118, 72);

    private static final List<String> COLUMNS =
            List.of(
                    "network",
                    "units kept in masks 1 to 4",
                    "unit sparsity (%)",
                    "FLOPs reduction (\u00d7)",
                    "memory, code (%)",
                    "memory, code_fixed (%)",
                    "memory, feature_maps (%)");

    SavedTable table() {
        List<List<Grid.Cell>> rows = new ArrayList<>();
        Table data =
                Table.create(
                        "costs",
                        StringColumn.create("network"),
                        StringColumn.create("units_kept"),
                        DoubleColumn.create("sparsity_pct"),
                        DoubleColumn.create("xflops"),
                        DoubleColumn.create("memory_code_pct"),
                        DoubleColumn.create("memory_code_fixed_pct"),
                        DoubleColumn.create("memory_feature_maps_pct"));
        LeNet5Caffe network = new LeNet5Caffe();
        MaskLayout layout = network.maskLayout();
        Structure whole = Structure.full(layout);
        CostModel full = CostModel.of(network, whole);
        add(rows, data, "whole network", whole.active(), 0, full.relativeTo(full));
        evaluations.forEach((method, seeds) -> add(rows, data, method, seeds));
        Structure papers = new Structure(PAPERS_STRUCTURE, layout);
        add(
                rows,
                data,
                "a structure that fits the paper's ANP-VS row",
                papers.active(),
                papers.sparsityPercent(),
                CostModel.of(network, papers).relativeTo(full));
        rows.add(paper());
        return new SavedTable(
                origin.id("costs"),
                new Grid(
                        "What pruning saves, LeNet-5-Caffe (" + origin.label() + ")",
                        COLUMNS,
                        rows,
                        notes(full)),
                data,
                origin);
    }

    private static List<String> notes(CostModel full) {
        return List.of(
                String.format(
                        java.util.Locale.ROOT,
                        "The whole network: %,d FLOPs, memory %,d (code) and %,d (feature maps), in"
                                + " numbers, by the formulas.",
                        full.flops(),
                        full.memoryCode(),
                        full.featureMaps()),
                "code: im2col patches, kernels and dense weights, as the published code counts them."
                        + " code_fixed: without counting VGG's dense part 13 times; the same on"
                        + " LeNet. feature_maps: hidden feature maps, as the paper's text defines"
                        + " memory.");
    }

    private void add(
            List<List<Grid.Cell>> rows, Table data, Method method, List<Evaluation> seeds) {
        Evaluation one = seeds.get(0);
        if (one.sparsity() == 0 && seeds.stream().allMatch(e -> e.sparsity() == 0)) {
            return; // the same as the whole network
        }
        List<Grid.Cell> row = new ArrayList<>();
        String name = method.label() + ", n=" + seeds.size();
        String units = range(seeds);
        row.add(Grid.Cell.of(name));
        row.add(Grid.Cell.of(units));
        data.stringColumn("network").append(name);
        data.stringColumn("units_kept").append(units);
        List<ToDoubleFunction<Evaluation>> values =
                List.of(
                        Evaluation::sparsity,
                        e -> e.costs().xFlops(),
                        e -> e.costs().memoryCodePercent(),
                        e -> e.costs().memoryCodeFixedPercent(),
                        e -> e.costs().featureMapsPercent());
        for (int i = 0; i < values.size(); i++) {
            ToDoubleFunction<Evaluation> value = values.get(i);
            Spread spread = Spread.of(seeds.stream().map(value::applyAsDouble).toList());
            row.add(Grid.Cell.of(spread.format(2)));
            data.doubleColumn(i + 2).append(spread.mean());
        }
        rows.add(row);
    }

    private static void add(
            List<List<Grid.Cell>> rows,
            Table data,
            String name,
            List<Integer> active,
            double sparsity,
            CostModel.Relative costs) {
        double[] values = {
            sparsity,
            costs.xFlops(),
            costs.memoryCodePercent(),
            costs.memoryCodeFixedPercent(),
            costs.featureMapsPercent()
        };
        List<Grid.Cell> row = new ArrayList<>();
        row.add(Grid.Cell.of(name));
        row.add(Grid.Cell.of(units(active)));
        data.stringColumn("network").append(name);
        data.stringColumn("units_kept").append(units(active));
        for (int i = 0; i < values.length; i++) {
            row.add(Grid.Cell.of(new Spread(values[i], Double.NaN, 1).format(2)));
            data.doubleColumn(i + 2).append(values[i]);
        }
        rows.add(row);
    }

    /** Kept units of each mask, of several seeds the smallest and the largest number. */
    private static String range(List<Evaluation> seeds) {
        return IntStream.range(0, seeds.get(0).active().size())
                .mapToObj(
                        mask -> {
                            IntSummaryStatistics units =
                                    seeds.stream()
                                            .mapToInt(e -> e.active().get(mask))
                                            .summaryStatistics();
                            return units.getMin() == units.getMax()
                                    ? "" + units.getMin()
                                    : units.getMin() + "\u2013" + units.getMax();
                        })
                .collect(Collectors.joining(", "));
    }

    private static String units(List<Integer> active) {
        return active.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private List<Grid.Cell> paper() {
        PaperValues paper = PaperValues.load();
        List<Grid.Cell> row = new ArrayList<>();
        row.add(new Grid.Cell("paper, ANP-VS on MNIST (Table 1)", Grid.Look.MUTED));
        row.add(new Grid.Cell("not given", Grid.Look.MUTED));
        for (Quantity quantity : List.of(Quantity.SPARSITY, Quantity.XFLOPS, Quantity.MEMORY)) {
            PaperValue value = quantity.in(paper, "MNIST", Method.ANP_VS.label()).orElseThrow();
            row.add(
                    new Grid.Cell(
                            value.mean().toPlainString() + " \u00b1 " + value.sd().toPlainString(),
                            Grid.Look.MUTED));
        }
        row.add(new Grid.Cell("\u2013", Grid.Look.MUTED));
        row.add(new Grid.Cell("\u2013", Grid.Look.MUTED));
        return row;
    }
}
