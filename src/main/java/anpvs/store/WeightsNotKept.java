package anpvs.store;

import anpvs.UserError;

/** Of an archived run only the records are there, and its weights are needed. */
public final class WeightsNotKept extends UserError {
    private static final long serialVersionUID = 1L;

    WeightsNotKept(ExperimentSpec spec) {
        super(message(spec));
    }

    /**
     * @param spec a run of which only the records are there
     * @return what is missing and what to type
     */
    public static String message(ExperimentSpec spec) {
        return "of run "
                + spec.runId()
                + " only the records are kept here, not the weights; train it in a folder of"
                + " your own: "
                + Commands.train(spec)
                + " --runs my-runs";
    }
}
