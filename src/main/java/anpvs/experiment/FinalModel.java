package anpvs.experiment;

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
}
