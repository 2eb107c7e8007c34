package anpvs.report;

import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.experiment.Run;
import anpvs.experiment.TrainedModel;
import anpvs.method.Method;
import anpvs.metric.LossLandscape;
import anpvs.metric.LossLandscape.Directions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Figure 5: the loss around one test image, and how flat it is around several. */
final class LandscapeFigures {
    private final Context context;
    private final PaperMethods methods;

    LandscapeFigures(Context context) {
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

    /** Images behind the numbers. */
    private int images() {
        return context.smoke() ? 3 : context.dataset().classes();
    }

    private double epsilon() {
        return methods.attack(Method.AT).epsilon();
    }

    private Map<Method, LossLandscape> surfaces(int index, Directions directions, List<Run> runs) {
        Map<Method, LossLandscape> surfaces = new LinkedHashMap<>();
        runs.forEach(
                run -> surfaces.put(run.spec().recipe().method(), surface(run, index, directions)));
        return surfaces;
    }

    private LossLandscape surface(Run run, int index, Directions directions) {
        try (TrainedModel model = TrainedModel.open(run)) {
            return surface(model, index, directions, points());
        }
    }

    private LossLandscape surface(
            TrainedModel model, int index, Directions directions, int points) {
        LabelledImages test = context.images().test();
        try (NDManager scope = ComputeDevice.newManager()) {
            // of one image every method gets the same random directions
            return LossLandscape.of(
                    model.classifier(),
                    test.images(scope, index),
                    test.label(index),
                    directions,
                    RandomStream.of(0, Purpose.ATTACK, index),
                    epsilon(),
                    points);
        }
    }

    private String title(String what, Directions directions, int index, Origin origin) {
        return String.format(
                "%s, %s; class %d (%s)",
                what,
                directions == Directions.TWO_RANDOM
                        ? "random \u00d7 random"
                        : "gradient \u00d7 random",
                context.images().test().label(index),
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
    Figure surfaces(String name) {
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
                Drawing.panels(title, panels, 2),
                table(surfaces),
                origin);
    }

    /**
     * @param name how the plane is chosen, {@code gradient} or {@code random}
     * @return the same from above, with the border at which the answer changes
     */
    Figure maps(String name) {
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
        String line =
                "Solid line: beyond it the network errs. Dashed: |e1| + |e2| = \u03b5, the attacker's"
                        + " limit.";
        String floor = "Colours are logarithmic; the darkest is for all up to ";
        Drawing drawing =
                new Drawing(
                        maps.width() + 100,
                        maps.height() + 40,
                        g -> {
                            maps.painter().accept(g);
                            ColorMap.bar(g, maps.width() + 8, 60, 200, colors, "loss (nats)");
                            g.setFont(Charts.font(java.awt.Font.PLAIN, 12));
                            g.drawString(line, 12, maps.height() + 10);
                            String darkest = floor + Scale.format(colors.low()) + " nats.";
                            g.drawString(darkest, 12, maps.height() + 26);
                        });
        return new Figure(
                origin.id("loss-maps-" + name(directions)),
                title,
                drawing,
                table(surfaces),
                origin);
    }

    private static String name(Directions directions) {
        return directions == Directions.TWO_RANDOM ? "random" : "gradient";
    }

    private static double highest(Map<Method, LossLandscape> surfaces) {
        return surfaces.values().stream().mapToDouble(LossLandscape::highest).max().orElseThrow();
    }

    private static String panelTitle(Method method, LossLandscape s) {
        String low = s.lowest() < 1e-3 ? "below 0.001" : Scale.format(s.lowest());
        return method.label() + ": " + low + " to " + Scale.format(s.highest());
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

    /** {@return range of the loss and its distance from the tangent plane, over several images} */
    SavedTable flatness() {
        List<Run> runs = methods.runs();
        int[] indices =
                AttackStudy.firstOfEachClass(context.images().test(), context.dataset().classes());
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        StringColumn name = StringColumn.create("method");
        StringColumn choice = StringColumn.create("directions");
        IntColumn image = IntColumn.create("test_image");
        DoubleColumn range = DoubleColumn.create("range_nats");
        DoubleColumn departure = DoubleColumn.create("departure_nats");
        List<List<Grid.Cell>> rows = new ArrayList<>();
        for (Run run : runs) {
            String method = run.spec().recipe().method().label();
            List<Grid.Cell> row = new ArrayList<>(List.of(Grid.Cell.of(method)));
            try (TrainedModel model = TrainedModel.open(run)) {
                for (Directions directions : Directions.values()) {
                    List<Double> ranges = new ArrayList<>();
                    List<Double> departures = new ArrayList<>();
                    for (int i = 0; i < images(); i++) {
                        LossLandscape s = surface(model, indices[i], directions, 9);
                        ranges.add(s.range(epsilon()));
                        departures.add(s.departure(epsilon()));
                        name.append(method);
                        choice.append(name(directions));
                        image.append(indices[i]);
                        range.append(s.range(epsilon()));
                        departure.append(s.departure(epsilon()));
                    }
                    name.append(method);
                    choice.append(name(directions));
                    image.appendMissing(); // the mean, as it is shown
                    range.append(Spread.of(ranges).mean());
                    departure.append(Spread.of(departures).mean());
                    row.add(Grid.Cell.of(number(ranges)));
                    row.add(Grid.Cell.of(number(departures)));
                }
            }
            rows.add(row);
        }
        Grid grid =
                new Grid(
                        "Flatness of the loss, mean over "
                                + images()
                                + " test images of different classes ("
                                + origin.label()
                                + ")",
                        List.of(
                                "method",
                                "gradient \u00d7 random: range (nats)",
                                "departure (nats)",
                                "random \u00d7 random: range (nats)",
                                "departure (nats)"),
                        rows,
                        List.of(
                                "Over 9 x 9 points, those with |e1| + |e2| up to \u03b5 = "
                                        + Figure.number(epsilon())
                                        + ": what the attacker may do, but for the limit to pixels"
                                        + " in [0, 1], which is left out as in the figure. Range:"
                                        + " largest minus smallest loss. Departure: largest"
                                        + " |L(x + \u03b4) \u2212 L(x) \u2212 \u03b4\u00b7\u2207L(x)|."
                                        + " The paper gives no numbers for Figure 5."));
        Table data = Table.create("flatness", name, choice, image, range, departure);
        return new SavedTable(
                origin.id("loss-flatness"),
                grid.withNotes(List.of(Flattest.note(data))),
                data,
                origin);
    }

    private static String number(List<Double> values) {
        return String.format(Locale.ROOT, "%.3f", Spread.of(values).mean());
    }
}
