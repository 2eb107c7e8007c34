package anpvs.report;

import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How far the training of the quick profile is from the paper's. */
final class ScheduleNote {
    private ScheduleNote() {}

    /**
     * @param origin where a table's numbers come from
     * @return a line to stand below it; empty where the schedule is the paper's, the images are not
     *     its own, or nothing was trained
     */
    static Optional<String> of(Origin origin) {
        if (origin.profile() != Profile.QUICK
                || origin.dataset().synthetic()
                || origin.runIds().isEmpty()) {
            return Optional.empty();
        }
        Dataset dataset = origin.dataset();
        List<String> methods = new ArrayList<>();
        for (Method method : List.of(Method.STANDARD, Method.AT, Method.ANP_VS)) {
            Recipe quick = Recipes.of(method, dataset, Profile.QUICK, Fidelity.PAPER);
            Recipe paper = Recipes.of(method, dataset, Profile.PAPER, Fidelity.PAPER);
            methods.add(method.label() + ": " + String.join(", ", differences(quick, paper)));
        }
        return Optional.of(
                "Not the paper's schedule (in brackets). " + String.join("; ", methods) + ".");
    }

    private static List<String> differences(Recipe quick, Recipe paper) {
        List<String> found = new ArrayList<>();
        add(found, "epochs", quick, paper, one -> number(one.epochs()));
        if (quick.attack() != null) {
            add(found, "attack steps", quick, paper, one -> steps(one.attack()));
        }
        add(found, "\u03bb", quick, paper, one -> number(one.vulnerabilityWeight()));
        if (quick.mask().present()) {
            add(
                    found,
                    "KL coefficient",
                    quick,
                    paper,
                    one -> number(one.mask().learning().klWeight()));
            add(
                    found,
                    "rate of the mask",
                    quick,
                    paper,
                    one -> number(one.mask().learning().rate()));
        }
        add(found, "width of the network", quick, paper, r -> number(r.vggOrPublished().width()));
        return found;
    }

    private static void add(
            List<String> found,
            String name,
            Recipe quick,
            Recipe paper,
            Function<Recipe, String> value) {
        String ours = value.apply(quick);
        String theirs = value.apply(paper);
        if (!ours.equals(theirs)) {
            found.add(name + " " + ours + " (" + theirs + ")");
        }
    }

    private static String steps(PgdSettings attack) {
        return attack.steps() + " of " + number(attack.stepSize());
    }

    private static String number(double value) {
        return Numbers.decimal(value);
    }
}
