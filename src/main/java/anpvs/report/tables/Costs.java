package anpvs.report.tables;

import anpvs.Texts;
import anpvs.data.Dataset;
import anpvs.evaluate.Evaluation;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Networks;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;
import anpvs.report.Numbers;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What pruning saves: units, FLOPs, and memory by three formulas, beside the paper's numbers. */
final class Costs {
    private static final Spread UNKNOWN = new Spread(Double.NaN, Double.NaN, 0);

    /**
     * Kept by beta-Bernoulli pruning of VGG-16 on CIFAR-10, as published with the mask's own code
     * (Variational Dropouts), on which that of ANP-VS is built.
     */
    private static final List<Integer> PUBLISHED =
            List.of(64, 64, 128, 126, 251, 174, 41, 87, 81, 13, 118, 110, 25, 25, 69);

    /**
     * A network, or a row of the paper.
     *
     * @param name what it is
     * @param units kept in each mask; null of the paper, whose rows are shown alone
     * @param total units kept
     * @param numbers of each of {@link Saving#ALL}
     * @param texts the same as they are shown
     * @param deviations from the paper's row, in its standard deviations; NaN where not asked
     */
    private record Line(
            String name,
            String units,
            String total,
            List<Spread> numbers,
            List<String> texts,
            double deviations) {
        TableCell cell(String text) {
            return new TableCell(text, units == null ? TableCell.Look.MUTED : TableCell.Look.PLAIN);
        }
    }

    private static List<TableColumn<Line>> columns() {
        List<TableColumn<Line>> columns = new ArrayList<>();
        columns.add(TableColumn.words("network", "network", Line::name).in(l -> l.cell(l.name)));
        columns.add(
                TableColumn.words("units_kept", "units kept", Line::units)
                        .in(l -> l.cell(l.total)));
        for (int i = 0; i < Saving.ALL.size(); i++) {
            int k = i;
            Saving saving = Saving.ALL.get(i);
            columns.add(
                    TableColumn.number(
                                    saving.name(),
                                    saving.title(),
                                    (Line l) -> l.numbers.get(k).mean(),
                                    "")
                            .in(l -> l.cell(l.texts.get(k))));
        }
        for (int i = 0; i < Saving.ALL.size(); i++) {
            int k = i;
            columns.add(
                    TableColumn.data(Saving.ALL.get(i).name() + "_sd", l -> l.numbers.get(k).sd()));
        }
        columns.add(TableColumn.data("deviation_from_paper_sd", Line::deviations));
        return columns;
    }

    private final Map<Method, List<Evaluation>> evaluations;
    private final Origin origin;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param evaluations of each method, by seed
     * @param origin where they come from
     */
    Costs(Map<Method, List<Evaluation>> evaluations, Origin origin) {
        this.evaluations = evaluations;
        this.origin = origin;
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
                Texts.format(
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
        Recipe recipe = evaluations.isEmpty() ? null : recipe();
        double width = recipe == null ? 1 : recipe.vggOrPublished().width();
        if (width == 1) {
            whole("whole network", network);
            evaluations.forEach(this::add);
        } else {
            whole("whole network of width " + Numbers.decimal(width), Networks.of(recipe));
            evaluations.forEach(this::add);
            whole("whole network of the paper", network);
            notes.add(
                    "Each row is measured against the whole network above it: ours against one whose"
                            + " layers have "
                            + Numbers.decimal(width)
                            + " times the paper's channels.");
        }
        for (Method method : Method.values()) {
            paper(method);
        }
        if (network instanceof LeNet5Caffe) {
            nearest(Method.ANP_VS.label());
            nearest("BP");
        } else if (origin.dataset().classes() == 10) {
            Structure published = new Structure(PUBLISHED, network.maskLayout());
            CostModel.Relative costs = CostModel.of(network, published).relativeTo(full);
            add("structure published with the mask's own code", published, costs, Double.NaN);
        }
        List<Line> networks = lines.stream().filter(line -> line.units != null).toList();
        return new SavedTable(
                origin.id("costs"),
                TableColumn.grid(origin.caption("What pruning saves"), columns(), lines, notes),
                TableColumn.table("costs", columns(), networks),
                origin);
    }

    /** Of what was measured; its width is that of all methods. */
    private Recipe recipe() {
        return Recipes.of(Method.ANP_VS, origin.dataset(), origin.profile(), Fidelity.PAPER);
    }

    private void whole(String name, Network network) {
        CostModel full = CostModel.full(network);
        Structure structure = Structure.full(network.maskLayout());
        add(name, structure, full.relativeTo(full), Double.NaN);
    }

    /** The structure whose costs are nearest to a row of Table 1, and how near. */
    private void nearest(String model) {
        StructureSearch found =
                StructureSearch.nearest(
                        paper(Quantity.SPARSITY, model).orElseThrow(),
                        paper(Quantity.XFLOPS, model).orElseThrow(),
                        paper(Quantity.MEMORY, model).orElseThrow());
        add(
                "nearest structure to the paper's " + model,
                found.structure(),
                found.costs(),
                found.deviations());
        notes.add(
                Texts.format(
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
        String name = method.label() + ", n=" + seeds.size();
        String units = range(seeds);
        IntSummaryStatistics totals =
                seeds.stream()
                        .mapToInt(e -> e.active().stream().mapToInt(Integer::intValue).sum())
                        .summaryStatistics();
        List<Spread> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Saving saving : Saving.ALL) {
            // records of earlier versions, and networks without a mask, have no measurement
            List<Double> known =
                    seeds.stream().map(saving.measured()).filter(v -> !v.isNaN()).toList();
            String fewer = known.size() < seeds.size() ? " (n=" + known.size() + ")" : "";
            Spread spread = known.isEmpty() ? UNKNOWN : Spread.of(known);
            numbers.add(spread);
            texts.add(known.isEmpty() ? TableColumn.NONE : spread.format(2) + fewer);
        }
        add(new Line(name, units, range(totals), numbers, texts, Double.NaN));
    }

    private void add(
            String name, Structure structure, CostModel.Relative costs, double deviations) {
        List<Spread> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Saving saving : Saving.ALL) {
            double value = saving.computed().apply(structure, costs);
            numbers.add(new Spread(value, Double.NaN, 1));
            texts.add(TableColumn.text(value, "%.2f"));
        }
        String units =
                structure.active().stream().map(String::valueOf).collect(Collectors.joining(", "));
        int total = structure.active().stream().mapToInt(Integer::intValue).sum();
        add(new Line(name, units, Texts.format("%,d", total), numbers, texts, deviations));
    }

    private void add(Line line) {
        lines.add(line);
        notes.add("Units kept in each mask, " + line.name + ": " + line.units + ".");
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
        String least = Texts.format("%,d", units.getMin());
        return units.getMin() == units.getMax()
                ? least
                : Texts.format("%s\u2013%,d", least, units.getMax());
    }

    private Optional<PaperValue> paper(Quantity quantity, String model) {
        return quantity.paper(Rows.paperName(origin.dataset()), model);
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
        List<String> texts =
                Saving.ALL.stream()
                        .map(
                                saving ->
                                        saving.paper() == null
                                                ? TableColumn.NONE
                                                : paper(saving.paper(), method.label())
                                                        .orElseThrow()
                                                        .format())
                        .toList();
        String name = "paper, " + method.label() + " (Table 1)";
        lines.add(new Line(name, null, "not given", List.of(), texts, Double.NaN));
    }
}
