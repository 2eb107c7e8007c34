package anpvs.store;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.data.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoint files of a run. A file's name carries the step and the SHA-256 of the content, so
 * that one rename publishes both. Kept are the last two and that of the best epoch.
 */
public final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("step-(\\d{8,18})-([0-9a-f]{64})\\.npz");
    private static final int KEPT = 2;

    private final Path folder;

    Checkpoints(Path folder) {
        this.folder = folder;
    }

    private String id() {
        return folder.getFileName().toString();
    }

    /** {@return the files, the newest first; their content is not looked at} */
    public List<Path> files() {
        return AtomicFiles.list(folder).stream()
                .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
                .toList();
    }

    /** {@return the step of the newest file, or of an archived run's end; -1 if there is none} */
    public long lastStep() {
        List<Path> files = files();
        return files.isEmpty()
                ? FinalModel.find(folder).map(FinalModel::step).orElse(-1L)
                : step(files.get(0));
    }

    /**
     * {@return SHA-256 of the newest file, as its name says, or of the final one of an archived
     * run; empty text if there is none}
     */
    public String lastDigest() {
        List<Path> files = files();
        return files.isEmpty()
                ? FinalModel.find(folder).map(FinalModel::checkpoint).orElse("")
                : matcher(files.get(0)).group(2);
    }

    /**
     * @param file one of {@link #files()}
     * @return what it holds
     * @throws UserError if the content is not what the name promises, or belongs to another run
     */
    public Checkpoint load(Path file) {
        Matcher name = matcher(file);
        String found = AtomicFiles.sha256(file);
        if (!found.equals(name.group(2))) {
            throw new UserError(
                    ("checkpoint %s is damaged: its name says SHA-256 %s, its content has %s;"
                                    + " training the run again goes on from an earlier checkpoint: %s")
                            .formatted(
                                    file,
                                    name.group(2),
                                    found,
                                    Commands.train(ExperimentSpec.stored(folder))));
        }
        Checkpoint checkpoint = Checkpoint.ofArrays(Npz.read(file), file);
        if (!checkpoint.runId().equals(id()) || checkpoint.step() != step(file)) {
            throw new UserError(
                    "checkpoint %s belongs to step %s of run %s; remove it from this folder"
                            .formatted(file, checkpoint.step(), checkpoint.runId()));
        }
        return checkpoint;
    }

    /**
     * Loads the newest checkpoint that is good. Damaged ones are renamed, so that they are neither
     * lost nor tried again.
     *
     * @param warn gets a line for each damaged file
     * @return the checkpoint; empty if the run has none
     * @throws UserError if there are checkpoints and none is good, or one is another run's
     */
    public Optional<Checkpoint> loadNewestGood(Consumer<String> warn) {
        List<Path> files = files();
        for (Path file : files) {
            if (AtomicFiles.sha256(file).equals(matcher(file).group(2))) {
                return Optional.of(load(file));
            }
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            try {
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UserError(
                        "cannot rename the damaged " + file + ": " + UserError.reason(e), e);
            }
            warn.accept(
                    "checkpoint "
                            + file.getFileName()
                            + " is damaged (renamed to .damaged); using an earlier one");
        }
        if (!files.isEmpty()) {
            throw new UserError(
                    ("all %s checkpoints of run %s are damaged; delete the folder %s to train it"
                                    + " from the beginning")
                            .formatted(files.size(), id(), folder));
        }
        return Optional.empty();
    }

    /**
     * Stores a checkpoint and then deletes those that are no longer needed.
     *
     * @param checkpoint of this run
     * @param right whether this process may
     * @throws UserError if it cannot be written, or this process may not write any more
     */
    public void save(Checkpoint checkpoint, AtomicFiles.Right right) {
        AtomicFiles.publish(
                folder,
                out -> Npz.write(checkpoint.toArrays(), out),
                digest -> Texts.format("step-%08d-%s.npz", checkpoint.step(), digest),
                right);
        List<Path> files = files();
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            if (step(old) != checkpoint.bestStep()) {
                AtomicFiles.delete(old);
            }
        }
    }

    private static long step(Path file) {
        return Long.parseLong(matcher(file).group(1));
    }

    private static Matcher matcher(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new UserError(file + " is not named like a checkpoint");
        }
        return matcher;
    }
}
