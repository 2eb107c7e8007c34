package anpvs.store;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Networks;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that decides the outcome of a training run. Two equal specs give the same weights (on
 * a CPU with the same number of threads, bit by bit); what does not decide it, such as the machine,
 * stands in the {@link Provenance}.
 *
 * @param recipe method, data set, profile, fidelity and every hyper-parameter
 * @param seed of all random streams
 * @param start id of the run whose weights this run starts from; null for random weights; {@code
 *     npz-} and a SHA-256 for an imported model, which is not trained at all
 */
public record ExperimentSpec(Recipe recipe, long seed, String start) {
    /** Name of its file in the run's folder. */
    static final String FILE = "spec.json";

    private static final Pattern SEED = Pattern.compile("-s(-?\\d+)-[0-9a-f]{12}$");

    private static final String IMPORTED = "npz-";
    private static final String START = "start";

    /** Checks that a start run is named exactly where the recipe wants one. */
    public ExperimentSpec {
        if (recipe == null || recipe.method() == null || recipe.dataset() == null) {
            throw new UserError("a run needs a recipe with a method and a data set");
        }
        boolean imported = start != null && start.startsWith(IMPORTED);
        if (!imported && (recipe.start() == null) != (start == null)) {
            throw new UserError(
                    "recipe starts from "
                            + (recipe.start() == null ? "random weights" : recipe.start().id())
                            + " but the start run is "
                            + start);
        }
    }

    /**
     * @param method the row of the paper's tables
     * @param dataset the images
     * @param profile the schedule
     * @param fidelity paper's text or published code
     * @param seed of all random streams
     * @return the run of that recipe; its start run is the one of {@link #startSpec()}
     */
    public static ExperimentSpec of(
            Method method, Dataset dataset, Profile profile, Fidelity fidelity, long seed) {
        return of(Recipes.of(method, dataset, profile, fidelity), seed);
    }

    /**
     * @param recipe the recipe, as it is
     * @param seed of all random streams
     * @return its run; the start run, if any, is the recipe of {@link Recipe#start()} with {@link
     *     Recipe#startChanges()}
     */
    public static ExperimentSpec of(Recipe recipe, long seed) {
        String start = recipe.start() == null ? null : startOf(recipe, seed).runId();
        return new ExperimentSpec(recipe, seed, start);
    }

    /** {@return the run of this one's method with nothing of its recipe changed} */
    public ExperimentSpec plain() {
        return of(recipe.method(), recipe.dataset(), recipe.profile(), recipe.fidelity(), seed);
    }

    private static ExperimentSpec startOf(Recipe recipe, long seed) {
        ExperimentSpec plain =
                of(
                        recipe.start(),
                        recipe.sourceDataset(),
                        recipe.profile(),
                        recipe.fidelity(),
                        seed);
        if (recipe.validationImages() != null && recipe.sourceDataset() == recipe.dataset()) {
            // what is held out here must not have been trained on before
            plain =
                    plain.with(
                            Map.of(
                                    "trainImages",
                                    Integer.toString(recipe.trainImages()),
                                    "validationImages",
                                    recipe.validationImages().toString()));
        }
        return recipe.startChanges() == null ? plain : plain.with(recipe.startChanges());
    }

    /**
     * @param spec what a model is said to be
     * @param sha256 of the file that it comes from
     * @return the spec of a run that takes the model as it is, with no training
     */
    public static ExperimentSpec imported(ExperimentSpec spec, String sha256) {
        ObjectNode tree = SealedJson.tree(spec.recipe);
        tree.put("epochs", 0);
        Recipe recipe = SealedJson.convert(tree, Recipe.class, "recipe");
        return new ExperimentSpec(recipe, spec.seed, IMPORTED + sha256);
    }

    /**
     * @param folder a run's, named by its id
     * @return what was to be trained there
     * @throws UserError if the record is damaged or its hash is not the run's id
     */
    static ExperimentSpec stored(Path folder) {
        Path file = folder.resolve(FILE);
        return RecordCache.get(file, ExperimentSpec.class, () -> read(file, folder));
    }

    private static ExperimentSpec read(Path file, Path folder) {
        ExperimentSpec spec =
                SealedJson.unseal(SealedJson.text(file), ExperimentSpec.class, file.toString());
        String id = folder.getFileName().toString();
        if (!spec.runId().equals(id)) {
            throw new UserError(
                    "%s describes run %s, but its folder is %s".formatted(file, spec.runId(), id));
        }
        return spec;
    }

    /** {@return whether the model came from a file and not from training} */
    public boolean isImported() {
        return start != null && start.startsWith(IMPORTED);
    }

    /**
     * Changes hyper-parameters, for matched comparisons.
     *
     * @param changes values in JSON by name in the recipe, such as {@code epochs -> 3}, {@code
     *     mask.klWeight -> 60}, {@code start -> STANDARD}; and in the recipe of the start run, such
     *     as {@code start.mask.klWeight -> 60}
     * @return the changed run, with an id of its own
     * @throws UserError naming the known names, if one is unknown or a value does not fit
     */
    public ExperimentSpec with(Map<String, String> changes) {
        ObjectNode tree = SealedJson.tree(recipe);
        Map<String, String> startChanges = new TreeMap<>();
        if (recipe.startChanges() != null && !changes.containsKey(START)) {
            startChanges.putAll(recipe.startChanges());
        }
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (change.getKey().startsWith(START + ".")) {
                startChanges.put(change.getKey().substring(START.length() + 1), change.getValue());
            } else {
                RecipeChanges.set(tree, change.getKey(), change.getValue());
            }
        }
        tree.remove(RecipeChanges.OF_START);
        Recipe changed = SealedJson.convert(tree, Recipe.class, "changed recipe");
        Networks.of(changed); // checks its settings
        if (startChanges.isEmpty()) {
            return of(changed, seed);
        }
        if (changed.start() == null) {
            throw new UserError(
                    "the run starts from random weights; there is no start run whose "
                            + startChanges.keySet()
                            + " could be changed");
        }
        // only what makes a difference, so that equal runs have equal ids
        ExperimentSpec plain = startOf(changed, seed);
        Map<String, String> different =
                RecipeChanges.between(plain.recipe, plain.with(startChanges).recipe);
        if (!different.isEmpty()) {
            tree.set(RecipeChanges.OF_START, SealedJson.tree(different));
        }
        return of(SealedJson.convert(tree, Recipe.class, "changed recipe"), seed);
    }

    /** {@return the run to train first; empty if this run starts from random weights} */
    public Optional<ExperimentSpec> startSpec() {
        if (start == null || isImported()) {
            return Optional.empty();
        }
        return Optional.of(startOf(recipe, seed));
    }

    /**
     * {@return in what the recipe differs from the one of its method, data set and profile: values
     * by name, as {@link #with} takes them}
     */
    public Map<String, String> changes() {
        return RecipeChanges.between(plain().recipe, recipe);
    }

    /**
     * {@return in what it differs from the recipe of its method, for people, such as {@code
     * mask.klWeight=60, epochs=3}; empty if in nothing}
     */
    public String changesInWords() {
        if (isImported()) {
            return "imported";
        }
        String words =
                changes().entrySet().stream()
                        .map(change -> change.getKey() + "=" + change.getValue())
                        .collect(Collectors.joining(", "));
        if (recipe.fidelity().name().equals(Fidelity.PAPER.name())) {
            return words;
        }
        return words.isEmpty() ? recipe.fidelity().name() : recipe.fidelity().name() + ", " + words;
    }

    /** {@return this run's start runs, first one first, and then itself} */
    public List<ExperimentSpec> chain() {
        List<ExperimentSpec> chain = new ArrayList<>();
        startSpec().ifPresent(first -> chain.addAll(first.chain()));
        chain.add(this);
        return chain;
    }

    /** {@return the spec as canonical JSON, the text that is hashed} */
    public String canonicalJson() {
        return SealedJson.canonical(this);
    }

    /**
     * {@return the run's name: data set, method, profile, seed and the first 12 hexadecimal digits
     * of the SHA-256 of {@link #canonicalJson()}, such as {@code
     * mnist-anp-vs-quick-s0-1a2b3c4d5e6f}}
     */
    public String runId() {
        return String.join(
                "-",
                recipe.dataset().id(),
                recipe.id(),
                recipe.profile().id(),
                "s" + seed,
                SealedJson.id(this));
    }

    /** {@return whether a name has the form of {@link #runId()}} */
    static boolean isRunId(String name) {
        return SEED.matcher(name).find();
    }

    /**
     * @param runId a run's name, see {@link #runId()}
     * @return the seed in it
     */
    public static long seedOf(String runId) {
        Matcher name = SEED.matcher(runId);
        if (!name.find()) {
            throw new UserError("'" + runId + "' is no name of a run; expected one with -s0-");
        }
        return Long.parseLong(name.group(1));
    }
}
