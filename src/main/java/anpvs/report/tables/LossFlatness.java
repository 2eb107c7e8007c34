package anpvs.report.tables;

import anpvs.method.Method;
import anpvs.metric.LossLandscape;
import anpvs.metric.LossLandscape.Directions;
import anpvs.report.Numbers;
import anpvs.report.SavedTable;
import anpvs.report.Spread;
import anpvs.report.TableCell;
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
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
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

    /** {@return range of the loss and its distance from the tangent plane, over several images} */
    public SavedTable table() {
        List<Run> runs = methods.runs();
        int[] indices =
                new AttackStudy(context)
                        .firstOfEachClass(context.smoke() ? 3 : context.dataset().classes());
        double epsilon = methods.attack(Method.AT).epsilon();
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        StringColumn name = StringColumn.create("method");
        StringColumn choice = StringColumn.create("directions");
        IntColumn image = IntColumn.create("test_image");
        DoubleColumn range = DoubleColumn.create("range_nats");
        DoubleColumn departure = DoubleColumn.create("departure_nats");
        List<List<TableCell>> rows = new ArrayList<>();
        Map<Run, List<LossLandscape>> all =
                LandscapeStudy.of(
                        context, runs, indices, List.of(Directions.values()), epsilon, FLATNESS);
        for (Run run : runs) {
            String method = run.spec().recipe().method().label();
            List<TableCell> row = new ArrayList<>(List.of(TableCell.of(method)));
            Iterator<LossLandscape> surfaces = all.get(run).iterator();
            for (Directions directions : Directions.values()) {
                List<Double> ranges = new ArrayList<>();
                List<Double> departures = new ArrayList<>();
                for (int i = 0; i < indices.length; i++) {
                    LossLandscape s = surfaces.next();
                    ranges.add(s.range(epsilon));
                    departures.add(s.departure(epsilon));
                    name.append(method);
                    choice.append(directions == Directions.TWO_RANDOM ? "random" : "gradient");
                    image.append(indices[i]);
                    range.append(s.range(epsilon));
                    departure.append(s.departure(epsilon));
                }
                name.append(method);
                choice.append(directions == Directions.TWO_RANDOM ? "random" : "gradient");
                image.appendMissing(); // the mean, as it is shown
                range.append(Spread.of(ranges).mean());
                departure.append(Spread.of(departures).mean());
                row.add(TableCell.of(number(ranges)));
                row.add(TableCell.of(number(departures)));
            }
            rows.add(row);
        }
        TableView grid =
                new TableView(
                        "Flatness of the loss, mean over "
                                + indices.length
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
                                        + Numbers.decimal(epsilon)
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
