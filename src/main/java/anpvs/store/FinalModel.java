package anpvs.store;

import anpvs.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an archived run has in place of its checkpoints.
 *
 * @param run its id
 * @param step optimisation steps done, all of the recipe's
 * @param checkpoint SHA-256 of the final checkpoint, which its evaluations name
 * @param model SHA-256 of the model file beside it; null where only records are kept
 */
record FinalModel(String run, long step, String checkpoint, String model) {
    /** Name of the record's file in the run's folder. */
    static final String RECORD = "final.json";

    /** Name of the model's file, whose arrays are those of {@link ModelFile#export}. */
    static final String MODEL = "model.npz";

    /**
     * @param folder a run's, named by its id
     * @return how an archived run ended; empty for one that has its checkpoints
     * @throws UserError if the record is damaged or another run's
     */
    static Optional<FinalModel> find(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        FinalModel end = SealedJson.read(file, FinalModel.class);
        if (!end.run().equals(folder.getFileName().toString())) {
            throw new UserError(file + " belongs to run " + end.run() + "; remove it");
        }
        return Optional.of(end);
    }
}
