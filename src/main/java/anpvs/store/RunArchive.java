package anpvs.store;

import anpvs.OutputFile;
import anpvs.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finished runs, small enough to be kept with the code: all records, and of the weights the final
 * ones alone, without what only training needs. An archive is a {@link RunStore}: tables, pictures,
 * evaluations and attacks of its runs need no training.
 *
 * @param root the archive's folder
 */
public record RunArchive(Path root) {
    /** Name of the list of SHA-256 sums, as {@code sha256sum --check} reads it. */
    public static final String SUMS = "SHA256SUMS";

    private static final Pattern RECORDS =
            Pattern.compile(
                    "(spec|provenance|final)\\.json|metrics\\.jsonl"
                            + "|(evaluation|published|attack|checks)-[0-9a-f]+\\.json");
    private static final Pattern MODEL =
            Pattern.compile("model\\.npz|attack-(images-)?[0-9a-f]+\\.npz");

    /**
     * Adds a run, or replaces it.
     *
     * @param run a finished run of another folder
     * @param withModel whether its weights, and the images that AutoAttack left, are kept too
     * @throws UserError if the run is not finished, lies in the archive itself, or a file cannot be
     *     read or written
     */
    public void add(Run run, boolean withModel) {
        if (run.state() != Run.State.FINISHED) {
            run.finalCheckpoint(); // says what is missing
        }
        Path target = root.toAbsolutePath().normalize().resolve(run.id());
        try {
            OutputFile.folder(target);
            if (Files.isSameFile(target, run.folder())) { // a link may lead there
                throw new UserError(
                        "run %s lies in %s already; archive it elsewhere"
                                .formatted(run.id(), root));
            }
            Set<String> kept = new HashSet<>(Set.of(FinalModel.RECORD));
            for (Path file : files(run.folder())) {
                String name = file.getFileName().toString();
                if (isKept(file, withModel)) {
                    AtomicFiles.write(target.resolve(name), Files.readAllBytes(file));
                    kept.add(name);
                }
            }
            String model = null;
            if (withModel) {
                Path file = target.resolve(FinalModel.MODEL);
                ModelFile.export(run, file);
                model = AtomicFiles.sha256(file);
                kept.add(FinalModel.MODEL);
            }
            Checkpoints checkpoints = run.checkpoints();
            FinalModel end =
                    new FinalModel(
                            run.id(), checkpoints.lastStep(), checkpoints.lastDigest(), model);
            SealedJson.write(target.resolve(FinalModel.RECORD), end, AtomicFiles.Right.EVERYBODY);
            for (Path file : files(target)) {
                if (isKept(file, true) && !kept.contains(file.getFileName().toString())) {
                    Files.delete(file); // of an earlier archive of the run
                }
            }
            AtomicFiles.write(root.resolve(SUMS), sums());
        } catch (IOException e) {
            throw new UserError(
                    "cannot archive %s in %s: %s"
                            .formatted(run.folder(), root, UserError.reason(e)),
                    e);
        }
    }

    private static boolean isKept(Path file, boolean withModel) {
        String name = file.getFileName().toString();
        return RECORDS.matcher(name).matches() || (withModel && MODEL.matcher(name).matches());
    }

    private String sums() {
        StringBuilder lines = new StringBuilder();
        for (Run run : new RunStore(root).list()) {
            if (Files.exists(run.folder().resolve(FinalModel.RECORD))) {
                for (Path file : files(run.folder())) {
                    if (isKept(file, true)) {
                        String sum = AtomicFiles.sha256(file);
                        lines.append("%s  %s/%s\n".formatted(sum, run.id(), file.getFileName()));
                    }
                }
            }
        }
        return lines.toString();
    }

    private static List<Path> files(Path folder) {
        return AtomicFiles.list(folder).stream().filter(Files::isRegularFile).toList();
    }
}
