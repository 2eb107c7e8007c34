package anpvs.study;

import anpvs.grid.GridCosts;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.Commands;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TransferSource;
import anpvs.train.Trainer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The trained models of one profile. They are read from the store; in the smoke profile, where a
 * run takes seconds, what is missing is trained.
 *
 * @param context where they are kept
 */
public record TrainedModels(Context context) {
    /** What Figures 2, 4 and 5 compare: Standard, Bayesian pruning, AT, ANP-VS. */
    public static final List<Method> COMPARED =
            List.of(Method.STANDARD, Method.BP, Method.AT, Method.ANP_VS);

    private static final int MOST_SEEDS = 5;

    /** {@return the seeds that the profile asks for} */
    public List<Long> seeds() {
        return LongStream.range(0, context.profile() == Profile.PAPER ? MOST_SEEDS : 1)
                .boxed()
                .toList();
    }

    public ExperimentSpec spec(Method method, long seed) {
        return ExperimentSpec.of(
                method, context.dataset(), context.profile(), Fidelity.PAPER, seed);
    }

    /** {@return the method's run of a seed; it need not exist} */
    Run run(Method method, long seed) {
        return store().of(spec(method, seed));
    }

    private RunStore store() {
        return context.store();
    }

    /**
     * @param method a row
     * @return its finished runs, by seed; those that the notebooks train are never missing
     */
    public List<Run> finished(Method method) {
        if (!context.hasRuns()) {
            return List.of();
        }
        if (trainedHere(method)) {
            return seeds().stream().map(seed -> train(spec(method, seed))).toList();
        }
        // More seeds than the profile asks for are welcome.
        return LongStream.range(0, MOST_SEEDS)
                .mapToObj(seed -> run(method, seed))
                .filter(TrainedModels::isFinished)
                .toList();
    }

    /**
     * Trains, in the smoke profile, all that is missing of some rows, side by side.
     *
     * @param methods rows
     * @param evaluated whether they are measured, too
     */
    public void prepare(List<Method> methods, boolean evaluated) {
        if (context.hasRuns()) {
            List<Method> here = methods.stream().filter(this::trainedHere).toList();
            SmokeRuns.prepare(context, specs(here), evaluated);
        }
    }

    private List<ExperimentSpec> specs(List<Method> methods) {
        return methods.stream()
                .flatMap(method -> seeds().stream().map(seed -> spec(method, seed)))
                .toList();
    }

    /** In two minutes a notebook can train all rows of LeNet, but of VGG only those of figures. */
    private boolean trainedHere(Method method) {
        return context.smoke() && (context.dataset().channels() == 1 || COMPARED.contains(method));
    }

    /**
     * @param method a row
     * @return one finished run of it
     * @throws MissingModel if there is none
     */
    public Run one(Method method) {
        List<Run> runs = finished(method);
        if (runs.isEmpty()) {
            needImages();
            throw new MissingModel(advice(List.of(spec(method, 0))));
        }
        return runs.get(0);
    }

    /**
     * @param methods rows
     * @return the runs that the profile asks for and that are not finished
     */
    public List<ExperimentSpec> missing(List<Method> methods) {
        return context.hasRuns()
                ? specs(methods).stream().filter(spec -> !isFinished(store().of(spec))).toList()
                : List.of();
    }

    /**
     * @param methods rows
     * @return what to type for those that are not trained; nothing if all are
     */
    public List<String> advised(List<Method> methods) {
        if (!context.hasRuns()) {
            return List.of(noImages());
        }
        return advice(missing(methods)).lines().toList();
    }

    /**
     * @throws MissingModel if there can be no run of this profile and data set
     */
    public void needImages() {
        if (!context.hasRuns()) {
            throw new MissingModel(noImages());
        }
    }

    /** {@return why there can be no run of this profile and data set} */
    public String noImages() {
        return MissingModel.LINE
                + "profile "
                + context.profile().id()
                + " has no runs on "
                + context.dataset().title()
                + ": it has no images for them. Profile quick has.\n";
    }

    /**
     * @param missing runs that are not finished
     * @return a line for each command that trains some of them, with the time that it takes
     */
    public String advice(List<ExperimentSpec> missing) {
        Map<String, List<ExperimentSpec>> byCommand = new LinkedHashMap<>();
        for (ExperimentSpec spec : missing) {
            String method = "--method " + spec.recipe().method().id();
            String command = Commands.train(spec).replaceFirst(method + "\\b", "--method %s");
            byCommand.computeIfAbsent(command, c -> new ArrayList<>()).add(spec);
        }
        StringBuilder text = new StringBuilder();
        byCommand.forEach((command, specs) -> text.append(advice(command, specs)));
        return text.toString();
    }

    private String advice(String command, List<ExperimentSpec> specs) {
        Set<ExperimentSpec> parts = new LinkedHashSet<>();
        specs.forEach(spec -> parts.addAll(spec.chain()));
        double seconds =
                parts.stream()
                        .filter(part -> !isFinished(store().of(part)))
                        .mapToDouble(context.costs()::trainingSeconds)
                        .sum();
        return MissingModel.LINE
                + joined(specs, ", ", Method::label)
                + GridCosts.about(seconds)
                + ": environment/"
                + command.replace("%s", joined(specs, ",", Method::id))
                + '\n';
    }

    private static String joined(
            List<ExperimentSpec> specs, String between, Function<Method, String> name) {
        return specs.stream()
                .map(spec -> name.apply(spec.recipe().method()))
                .collect(Collectors.joining(between));
    }

    /**
     * The source of the black-box attack. Smoke profile only.
     *
     * @param attacked the run under attack
     * @return the run of {@link TransferSource#spec}
     */
    Run transferSource(ExperimentSpec attacked) {
        return train(TransferSource.spec(attacked));
    }

    /**
     * @param spec a run, whatever its recipe
     * @return it, if it is finished; in the smoke profile it is trained
     */
    public Optional<Run> finished(ExperimentSpec spec) {
        if (context.smoke() && context.hasRuns()) {
            return Optional.of(train(spec));
        }
        return Optional.of(store().of(spec)).filter(TrainedModels::isFinished);
    }

    private Run train(ExperimentSpec spec) {
        Run run = store().of(spec);
        return isFinished(run)
                ? run
                : new Trainer(store(), context::images, context.progress()).train(spec);
    }

    private static boolean isFinished(Run run) {
        return Files.isDirectory(run.folder()) && run.state() == Run.State.FINISHED;
    }
}
