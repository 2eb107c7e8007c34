package anpvs.report.figures;

import anpvs.UserError;
import anpvs.method.Method;
import anpvs.metric.LossLandscape;
import anpvs.metric.LossLandscape.Directions;
import anpvs.plot.ColorMap;
import anpvs.plot.Drawing;
import anpvs.plot.HeatMap;
import anpvs.plot.Scale;
import anpvs.plot.SurfacePlot;
import anpvs.report.Figure;
import anpvs.store.Run;
import anpvs.study.Context;
import anpvs.study.LandscapeStudy;
import anpvs.study.Origin;
import anpvs.study.PaperMethods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Figure 5: the loss around one test image, and how flat it is around several. */
public final class LandscapeFigures {
    private static final String STEPS =
            "e1, e2: how far every pixel moves along each direction (scale [0, 1]).";

    private final Context context;
    private final PaperMethods methods;

    public LandscapeFigures(Context context) {
        this.context = context;
        this.methods = new PaperMethods(context);
    }

    /**
     * @param name {@code gradient} or {@code random}
     * @return the choice of directions
     */
    private static Directions directions(String name) {
        return switch (name) {
            case "gradient" -> Directions.GRADIENT_AND_RANDOM;
            case "random" -> Directions.TWO_RANDOM;
            default ->
                    throw new UserError(
                            "unknown directions '" + name + "'; expected gradient or random");
        };
    }

    /** Points along each axis. */
    private int points() {
        return switch (context.profile()) {
            case SMOKE -> 17;
            case QUICK -> 25;
            case PAPER -> 51;
        };
    }

    private Map<Method, LossLandscape> surfaces(int index, Directions directions, List<Run> runs) {
        Map<Method, LossLandscape> surfaces = new LinkedHashMap<>();
        LandscapeStudy.of(
                        context,
                        runs,
                        new int[] {index},
                        List.of(directions),
                        methods.attack(Method.AT).epsilon(),
                        points())
                .forEach((run, found) -> surfaces.put(run.spec().recipe().method(), found.get(0)));
        return surfaces;
    }

    private String title(String what, Directions directions, int index, Origin origin) {
        return String.format(
                "%s, %s; %s (%s)",
                what,
                directions == Directions.TWO_RANDOM
                        ? "random \u00d7 random"
                        : "gradient \u00d7 random",
                methods.className(index),
                origin.label());
    }

    private static List<String> axes(Directions directions) {
        return List.of(
                directions == Directions.TWO_RANDOM
                        ? "e1, random signs"
                        : "e1, sign of the gradient",
                "e2, random signs",
                "loss (nats)");
    }

    /**
     * @param name how the plane is chosen, {@code gradient} or {@code random}
     * @return the surfaces of all methods on the same axes
     */
    public Figure surfaces(String name) {
        Directions directions = directions(name);
        List<Run> runs = methods.runs();
        int index = methods.shown();
        Map<Method, LossLandscape> surfaces = surfaces(index, directions, runs);
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        Scale up = Scale.linear(0, highest(surfaces));
        List<Drawing> panels = new ArrayList<>();
        surfaces.forEach(
                (method, s) ->
                        panels.add(
                                SurfacePlot.of(
                                        panelTitle(method, s),
                                        s.steps(),
                                        s.loss(),
                                        up,
                                        axes(directions))));
        String title = title("Loss around a test image", directions, index, origin);
        return new Figure(
                origin.id("loss-surfaces-" + name(directions)),
                title,
                Drawing.panels(title, panels, 2).noted(STEPS),
                table(surfaces),
                origin);
    }

    /**
     * @param name how the plane is chosen, {@code gradient} or {@code random}
     * @return the same from above, with the border at which the answer changes
     */
    public Figure maps(String name) {
        Directions directions = directions(name);
        List<Run> runs = methods.runs();
        int index = methods.shown();
        Map<Method, LossLandscape> surfaces = surfaces(index, directions, runs);
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        double lowest =
                surfaces.values().stream().mapToDouble(LossLandscape::lowest).min().orElseThrow();
        Scale colors = Scale.logarithmic(Math.max(1e-3, lowest), highest(surfaces));
        List<Drawing> panels = new ArrayList<>();
        List<String> axes = axes(directions);
        surfaces.forEach(
                (method, s) ->
                        panels.add(
                                HeatMap.of(
                                        panelTitle(method, s),
                                        s.steps(),
                                        s.loss(),
                                        s.margin(),
                                        colors,
                                        axes)));
        String title = title("Loss from above", directions, index, origin);
        Drawing maps = Drawing.panels(title, panels, 2);
        Drawing drawing =
                new Drawing(
                                maps.width() + 100,
                                maps.height(),
                                g -> {
                                    maps.painter().accept(g);
                                    ColorMap.bar(
                                            g, maps.width() + 8, 60, 200, colors, "loss (nats)");
                                })
                        .noted(
                                STEPS,
                                "Solid line: beyond it the network errs. Dashed: |e1| + |e2| = \u03b5,"
                                        + " the attacker's limit.",
                                "Colours are logarithmic; the darkest is for all up to "
                                        + Scale.format(colors.low())
                                        + " nats.");
        return new Figure(
                origin.id("loss-maps-" + name(directions)),
                title,
                drawing,
                table(surfaces),
                origin);
    }

    static String name(Directions directions) {
        return directions == Directions.TWO_RANDOM ? "random" : "gradient";
    }

    private static double highest(Map<Method, LossLandscape> surfaces) {
        return surfaces.values().stream().mapToDouble(LossLandscape::highest).max().orElseThrow();
    }

    private static String panelTitle(Method method, LossLandscape s) {
        String low = s.lowest() < 1e-3 ? "below 0.001" : Scale.format(s.lowest());
        int middle = s.steps().length / 2;
        String wrong = s.margin()[middle][middle] > 0 ? "" : ", misclassified";
        return method.label() + wrong + ": " + low + " to " + Scale.format(s.highest());
    }

    private static Table table(Map<Method, LossLandscape> surfaces) {
        StringColumn name = StringColumn.create("method");
        DoubleColumn e1 = DoubleColumn.create("e1");
        DoubleColumn e2 = DoubleColumn.create("e2");
        DoubleColumn loss = DoubleColumn.create("loss_nats");
        DoubleColumn margin = DoubleColumn.create("logit_margin");
        surfaces.forEach(
                (method, s) -> {
                    int n = s.steps().length;
                    for (int i = 0; i < n * n; i++) {
                        name.append(method.label());
                        e1.append(s.steps()[i % n]);
                        e2.append(s.steps()[i / n]);
                        loss.append(s.loss()[i / n][i % n]);
                        margin.append(s.margin()[i / n][i % n]);
                    }
                });
        return Table.create("loss", name, e1, e2, loss, margin);
    }
}
