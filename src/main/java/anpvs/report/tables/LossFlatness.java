package anpvs.report.tables;

import anpvs.Texts;
import anpvs.method.Method;
import anpvs.metric.LossLandscape;
import anpvs.metric.LossLandscape.Directions;
import anpvs.report.Numbers;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.report.TableColumn;
import anpvs.report.TableView;
import anpvs.store.Run;
import anpvs.study.AttackStudy;
import anpvs.study.Context;
import anpvs.study.LandscapeStudy;
import anpvs.study.Origin;
import anpvs.study.PaperMethods;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.Table;

/** How flat the loss is around several test images, in numbers. */
public final class LossFlatness {
    /** Points along each axis. */
    private static final int FLATNESS = 9;

    private final Context context;
    private final PaperMethods methods;

    public LossFlatness(Context context) {
        this.context = context;
        this.methods = new PaperMethods(context);
    }

    /** Of one image, or the mean over all where the image is null. */
    private record Flatness(
            String method, Directions directions, Integer image, double range, double departure) {
        static Flatness mean(List<Flatness> images) {
            Flatness any = images.get(0);
            return new Flatness(
                    any.method,
                    any.directions,
                    null,
                    Spread.of(images.stream().map(Flatness::range).toList()).mean(),
                    Spread.of(images.stream().map(Flatness::departure).toList()).mean());
        }
    }

    private static final List<TableColumn<Flatness>> NUMBERS =
            List.of(
                    TableColumn.words("method", null, Flatness::method),
                    TableColumn.words(
                            "directions",
                            null,
                            row -> row.directions == Directions.TWO_RANDOM ? "random" : "gradient"),
                    TableColumn.count("test_image", null, Flatness::image),
                    TableColumn.data("range_nats", Flatness::range),
                    TableColumn.data("departure_nats", Flatness::departure));

    /** Of the means of a method, by the order of {@link Directions}. */
    private static final List<TableColumn<List<Flatness>>> SHOWN =
            List.of(
                    TableColumn.shown("method", row -> row.get(0).method()),
                    shown("gradient \u00d7 random: range (nats)", 0, Flatness::range),
                    shown("departure (nats)", 0, Flatness::departure),
                    shown("random \u00d7 random: range (nats)", 1, Flatness::range),
                    shown("departure (nats)", 1, Flatness::departure));

    private static TableColumn<List<Flatness>> shown(
            String title, int directions, ToDoubleFunction<Flatness> what) {
        return TableColumn.shown(
                title, row -> Texts.format("%.3f", what.applyAsDouble(row.get(directions))));
    }

    /** {@return range of the loss and its distance from the tangent plane, over several images} */
    public SavedTable table() {
        List<Run> runs = methods.networks();
        int[] indices =
                new AttackStudy(context)
                        .firstOfEachClass(context.smoke() ? 3 : context.dataset().classes());
        double epsilon = methods.attack(Method.AT).epsilon();
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        List<Flatness> numbers = new ArrayList<>();
        List<List<Flatness>> means = new ArrayList<>();
        Map<Run, List<LossLandscape>> all =
                LandscapeStudy.of(
                        context, runs, indices, List.of(Directions.values()), epsilon, FLATNESS);
        for (Run run : runs) {
            String method = run.spec().recipe().method().label();
            List<Flatness> row = new ArrayList<>();
            Iterator<LossLandscape> surfaces = all.get(run).iterator();
            for (Directions directions : Directions.values()) {
                List<Flatness> images = new ArrayList<>();
                for (int image : indices) {
                    LossLandscape s = surfaces.next();
                    images.add(
                            new Flatness(
                                    method,
                                    directions,
                                    image,
                                    s.range(epsilon),
                                    s.departure(epsilon)));
                }
                Flatness mean = Flatness.mean(images);
                row.add(mean);
                numbers.addAll(images);
                numbers.add(mean); // as it is shown
            }
            means.add(row);
        }
        Table data = TableColumn.table("flatness", NUMBERS, numbers);
        TableView grid =
                TableColumn.grid(
                        origin.caption(
                                "Flatness of the loss, mean over "
                                        + indices.length
                                        + " test images of different classes"),
                        SHOWN,
                        means,
                        List.of(
                                "Over 9 x 9 points, those with |e1| + |e2| up to \u03b5 = "
                                        + Numbers.decimal(epsilon)
                                        + ": what the attacker may do, but for the limit to pixels"
                                        + " in [0, 1], which is left out as in the figure. Range:"
                                        + " largest minus smallest loss. Departure: largest"
                                        + " |L(x + \u03b4) \u2212 L(x) \u2212 \u03b4\u00b7\u2207L(x)|."
                                        + " The paper gives no numbers for Figure 5.",
                                Flattest.note(data)));
        return new SavedTable(origin.id("loss-flatness"), grid, data, origin);
    }
}
