package anpvs.report;

import anpvs.Texts;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.MaskSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import anpvs.study.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        Map<Method, List<String>> methods = new LinkedHashMap<>();
        for (Method method : List.of(Method.STANDARD, Method.AT, Method.ANP_VS)) {
            Recipe quick = Recipes.of(method, dataset, Profile.QUICK, Fidelity.PAPER);
            Recipe paper = Recipes.of(method, dataset, Profile.PAPER, Fidelity.PAPER);
            methods.put(method, differences(quick, paper));
        }
        List<String> common = new ArrayList<>(methods.get(Method.STANDARD));
        methods.values().forEach(common::retainAll);
        StringBuilder text =
                new StringBuilder(
                        "Training is not the paper's; the paper's values are in brackets.");
        if (!common.isEmpty()) {
            text.append(" All methods: ").append(String.join(", ", common)).append('.');
        }
        methods.forEach(
                (method, found) -> {
                    found.removeAll(common);
                    text.append(' ').append(method.label()).append(": ");
                    text.append(String.join(", ", found)).append('.');
                });
        return Optional.of(text + " Rows that name other settings use those.");
    }

    private static List<String> differences(Recipe quick, Recipe paper) {
        List<String> found = new ArrayList<>();
        add(found, "epochs", quick, paper, one -> number(one.epochs()));
        if (quick.attack() != null) {
            add(found, "attack steps", quick, paper, one -> steps(one.attack()));
            add(found, "adversarial weight", quick, paper, one -> number(one.adversarialWeight()));
        }
        add(found, "\u03bb", quick, paper, one -> number(one.vulnerabilityWeight()));
        add(found, "learning rate", quick, paper, one -> number(one.weightRate()));
        add(found, "learning-rate schedule", quick, paper, ScheduleNote::schedule);
        if (quick.mask().present()) {
            add(found, "KL weight", quick, paper, m -> number(m.mask().learning().klWeight()));
            add(found, "KL term", quick, paper, m -> ramp(m.mask().learning()));
            add(
                    found,
                    "learning rate of the mask",
                    quick,
                    paper,
                    m -> number(m.mask().learning().rate()));
            add(found, "initial a of the mask", quick, paper, m -> start(m.mask()));
        }
        add(found, "network width", quick, paper, r -> number(r.vggOrPublished().width()));
        add(found, "dropout", quick, paper, r -> number(r.vggOrPublished().dropout()));
        add(
                found,
                "training images",
                quick,
                paper,
                one -> Texts.format("%,d", one.trainedImages()));
        add(found, "precision", quick, paper, ScheduleNote::precision);
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

    private static String schedule(Recipe recipe) {
        return recipe.rates() == null
                ? "divided by 10 at "
                        + recipe.boundaries().stream()
                                .map(ScheduleNote::percent)
                                .collect(Collectors.joining(" and "))
                : "linear, "
                        + recipe.rates().stream()
                                .map(p -> "\u00d7 " + number(p.get(1)) + " at " + percent(p.get(0)))
                                .collect(Collectors.joining(", "));
    }

    private static String ramp(MaskSettings.Learning mask) {
        return mask.klDelay() + mask.klRamp() == 0
                ? "at full weight throughout"
                : "phased in between "
                        + percent(mask.klDelay())
                        + " and "
                        + percent(mask.klDelay() + mask.klRamp());
    }

    private static String start(MaskSettings mask) {
        MaskSettings.Flat flat = mask.flat();
        return number(flat.initialA())
                + (flat.denseInitialA() == null
                        ? ""
                        : ", in dense layers " + number(flat.denseInitialA()));
    }

    private static String precision(Recipe recipe) {
        return recipe.precision() == null && recipe.weightPrecision() == null
                ? "float32"
                : "bfloat16 where the processor has it";
    }

    private static String percent(double fraction) {
        return Texts.format("%.0f %%", 100 * fraction);
    }

    private static String number(double value) {
        return Numbers.decimal(value);
    }
}
