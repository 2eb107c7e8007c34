package anpvs.report.figures;

import anpvs.Texts;
import anpvs.evaluate.Evaluation;
import anpvs.grid.Sweep;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.plot.Charts;
import anpvs.plot.Drawing;
import anpvs.plot.Legend;
import anpvs.plot.Range;
import anpvs.plot.Scale;
import anpvs.report.Figure;
import anpvs.report.MethodStyle;
import anpvs.report.Numbers;
import anpvs.report.Ranges;
import anpvs.report.tables.SweepPoint;
import anpvs.report.tables.Sweeps;
import anpvs.study.MissingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Table 2 as curves: the paper's above ours, on the paper's own images.
 *
 * @param sweeps what was measured
 */
public record SweepCurves(Sweeps sweeps) {
    public Figure figure() {
        if (sweeps.everyEvaluation().findAny().isEmpty()) {
            throw new MissingModel(String.join("\n", sweeps.advice()));
        }
        List<Drawing> panels = new ArrayList<>();
        boolean paper = !sweeps.origin().dataset().synthetic();
        for (boolean ours : paper ? new boolean[] {false, true} : new boolean[] {true}) {
            for (Sweep sweep : Sweep.values()) {
                List<SweepPoint> some = sweeps.of(sweep);
                List<Charts.Points> lines = lines(some, ours);
                if (lines.stream().anyMatch(Charts.Points::exists)) {
                    panels.add(panel(sweep, some, lines, ours));
                }
            }
        }
        String whose = paper && panels.size() > 2 ? "paper above, ours below" : "ours";
        String title = sweeps.origin().caption("Accuracy under stronger attacks, " + whose);
        List<Charts.Points> legend =
                lines(sweeps.columns(), true).stream()
                        .filter(line -> panels.size() > 2 || line.exists())
                        .toList();
        return new Figure(
                sweeps.origin().id("sweep-curves"),
                title,
                Legend.below(Drawing.panels(title, panels, 2), legend)
                        .noted(
                                Texts.format(
                                        "Ours: the first %,d test images. %s",
                                        sweeps.images(), Ranges.BARS),
                                missing()),
                sweeps.table().data(),
                sweeps.origin());
    }

    /** What the panels of ours leave empty. */
    private String missing() {
        Map<String, List<String>> missing = new LinkedHashMap<>();
        List<Charts.Points> epsilons = lines(sweeps.of(Sweep.EPSILON), true);
        List<Charts.Points> steps = lines(sweeps.of(Sweep.STEPS), true);
        for (int i = 0; i < steps.size(); i++) {
            boolean noEpsilon = !epsilons.get(i).exists();
            boolean noSteps = !steps.get(i).exists();
            if (noEpsilon || noSteps) {
                String where =
                        noEpsilon && noSteps ? "" : noSteps ? " at more steps" : " at other \u03b5";
                missing.computeIfAbsent(where, w -> new ArrayList<>()).add(steps.get(i).name());
            }
        }
        return missing.isEmpty()
                ? ""
                : missing.entrySet().stream()
                        .map(some -> String.join(", ", some.getValue()) + some.getKey())
                        .collect(Collectors.joining("; ", "Ours, not measured: ", "."));
    }

    private static Drawing panel(
            Sweep sweep, List<SweepPoint> columns, List<Charts.Points> lines, boolean ours) {
        PgdSettings attack = columns.get(0).attack();
        String who = ours ? "ours" : "paper";
        return Drawing.of(
                Charts.categories(
                        Charts.Frame.half(
                                sweep == Sweep.EPSILON
                                        ? who
                                                + ": "
                                                + attack.steps()
                                                + " steps of "
                                                + Numbers.decimal(attack.stepSize())
                                        : who + ": \u03b5 = " + Numbers.decimal(attack.epsilon()),
                                sweep == Sweep.EPSILON
                                        ? Charts.EPSILON
                                        : "steps of "
                                                + Numbers.decimal(attack.stepSize())
                                                + " (not to scale)",
                                "accuracy (%)"),
                        columns.stream().map(SweepPoint::tick).toList(),
                        lines,
                        Scale.linear(0, 100)));
    }

    private List<Charts.Points> lines(List<SweepPoint> some, boolean ours) {
        List<Charts.Points> lines = new ArrayList<>();
        sweeps.evaluations()
                .forEach(
                        (method, row) -> {
                            List<Range> values = new ArrayList<>();
                            for (SweepPoint column : some) {
                                values.add(
                                        ours
                                                ? measured(row.getOrDefault(column, List.of()))
                                                : printed(method, column));
                            }
                            lines.add(MethodStyle.points(method, values));
                        });
        return lines;
    }

    /** Mean and standard deviation over seeds, or the binomial interval of one. */
    private Range measured(List<Evaluation> seeds) {
        return Ranges.of(seeds.stream().map(sweeps::accuracy).toList());
    }

    private Range printed(Method method, SweepPoint column) {
        return column.paper(sweeps.origin().dataset(), method).map(Ranges::of).orElse(Range.NONE);
    }
}
