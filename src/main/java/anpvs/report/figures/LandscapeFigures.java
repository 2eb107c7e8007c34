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
import java.util.function.BiFunction;
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

    /**
     * @param name how the plane is chosen, {@code gradient} or {@code random}
     * @return the surfaces of all methods on the same axes
     */
    public Figure surfaces(String name) {
        Directions directions = directions(name);
        return figure(
                "loss-surfaces-" + name,
                "Figure 5: loss around a test image, " + name,
                directions,
                (title, surfaces) -> {
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
                    return Drawing.panels(title, panels, 2).noted(STEPS);
                });
    }

    /**
     * @param name how the plane is chosen, {@code gradient} or {@code random}
     * @return the same from above, with the border at which the answer changes
     */
    public Figure maps(String name) {
        Directions directions = directions(name);
        return figure(
                "loss-maps-" + name,
                "Figure 5: loss from above, " + name,
                directions,
                (title, surfaces) -> maps(title, surfaces, axes(directions)));
    }

    private static Drawing maps(
            String title, Map<Method, LossLandscape> surfaces, List<String> axes) {
        double lowest =
                surfaces.values().stream().mapToDouble(LossLandscape::lowest).min().orElseThrow();
        Scale colors = Scale.logarithmic(Math.max(1e-3, lowest), highest(surfaces));
        List<Drawing> panels = new ArrayList<>();
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
        Drawing maps = Drawing.panels(title, panels, 2);
        return new Drawing(
                        maps.width() + 100,
                        maps.height(),
                        g -> {
                            maps.painter().accept(g);
                            ColorMap.bar(g, maps.width() + 8, 60, 200, colors, "loss (nats)");
                        })
                .noted(
                        STEPS,
                        "Solid line: beyond it the network errs. Dashed: |e1| + |e2| = \u03b5,"
                                + " the attacker's limit; pixels are not clipped.",
                        "Colours are logarithmic; the darkest is for all up to "
                                + Scale.format(colors.low())
                                + " nats.");
    }

    private Figure figure(
            String id,
            String what,
            Directions directions,
            BiFunction<String, Map<Method, LossLandscape>, Drawing> draw) {
        List<Run> runs = methods.networks();
        int index = methods.shown();
        Map<Method, LossLandscape> surfaces = new LinkedHashMap<>();
        LandscapeStudy.of(
                        context,
                        runs,
                        new int[] {index},
                        List.of(directions),
                        methods.attack(Method.AT).epsilon(),
                        points())
                .forEach((run, found) -> surfaces.put(run.spec().recipe().method(), found.get(0)));
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        String title = origin.caption(what + " \u00d7 random; " + methods.className(index));
        return new Figure(
                origin.id(id), title, draw.apply(title, surfaces), table(surfaces), origin);
    }

    private static List<String> axes(Directions directions) {
        return List.of(
                directions == Directions.TWO_RANDOM
                        ? "e1, random signs"
                        : "e1, sign of the gradient",
                "e2, random signs",
                "loss (nats)");
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
