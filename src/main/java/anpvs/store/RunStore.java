package anpvs.store;

import anpvs.Names;
import anpvs.ProjectFolder;
import anpvs.Texts;
import anpvs.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The folder of all runs, one folder each.
 *
 * @param root the folder; made when the first run is
 */
public record RunStore(Path root) {
    /**
     * @param option the folder that the user named; null if none
     * @return the store there, else at {@code ANPVS_RUNS}, else at {@code runs} in the project
     *     folder
     */
    public static RunStore locate(Path option) {
        return new RunStore(ProjectFolder.runs(option).path());
    }

    /**
     * @param spec what to train
     * @return its run; the folder and the spec's record are made if they are not there
     * @throws UserError if they cannot be written
     */
    public Run create(ExperimentSpec spec) {
        Run run = of(spec);
        AtomicFiles.makeFolder(run.folder());
        if (!run.exists()) {
            SealedJson.write(run.specFile(), spec, AtomicFiles.Right.EVERYBODY);
        }
        return run;
    }

    /**
     * @param spec what was to be trained
     * @return its run, which need not exist yet
     */
    public Run of(ExperimentSpec spec) {
        return new Run(root.resolve(spec.runId()));
    }

    /**
     * @param id a run's id, or the beginning of one
     * @return the run
     * @throws UserError if no run or several begin so
     */
    public Run find(String id) {
        List<Run> all = list();
        List<Run> found = all.stream().filter(run -> run.id().startsWith(id)).toList();
        if (found.isEmpty()) {
            for (Path folder : damaged()) {
                if (folder.getFileName().toString().startsWith(id)) {
                    throw new UserError(damage(folder));
                }
            }
            List<String> ids = all.stream().map(Run::id).toList();
            throw new UserError(
                    "no run in %s is called '%s'%s%s"
                            .formatted(
                                    root,
                                    id,
                                    Names.didYouMeanOneThatBegins(id, ids),
                                    (ids.isEmpty()
                                            ? "; there is none"
                                            : "\nanpvs runs list shows all")));
        }
        // the first by id: the shortest of those that begin so
        if (found.size() > 1 && !found.get(0).id().equals(id)) {
            throw new UserError(
                    "%s runs in %s begin with '%s'; name one of them:%s"
                            .formatted(
                                    found.size(),
                                    root,
                                    id,
                                    found.stream()
                                            .map(RunStore::line)
                                            .collect(Collectors.joining())));
        }
        return found.get(0);
    }

    private static String line(Run run) {
        try {
            ExperimentSpec spec = run.spec();
            String changes = spec.changesInWords();
            return Texts.format(
                    "%n  %-46s seed %d%s",
                    run.id(), spec.seed(), changes.isEmpty() ? "" : ", " + changes);
        } catch (UserError damaged) {
            return "\n  " + run.id() + " (" + damaged.getMessage() + ")";
        }
    }

    /**
     * {@return folders that are named like runs and do not say of which: what is to be trained
     * there is missing}
     */
    public List<Path> damaged() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        return AtomicFiles.list(root).stream()
                .filter(Files::isDirectory)
                .filter(folder -> ExperimentSpec.isRunId(folder.getFileName().toString()))
                .filter(folder -> !Files.exists(folder.resolve(ExperimentSpec.FILE)))
                .toList();
    }

    /**
     * @param folder one of {@link #damaged()}
     * @return what is wrong with it and what to do, for people
     */
    public static String damage(Path folder) {
        return folder.resolve(ExperimentSpec.FILE)
                + " is missing; restore the file (git checkout) or delete the folder";
    }

    /** {@return all runs, by id} */
    public List<Run> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        return AtomicFiles.list(root).stream().map(Run::new).filter(Run::exists).toList();
    }
}
