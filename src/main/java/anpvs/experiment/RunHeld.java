package anpvs.experiment;

import anpvs.UserError;

/** Another process trains the run. */
public final class RunHeld extends UserError {
    private static final long serialVersionUID = 1L;

    /**
     * @param id the run
     * @param holder who trains it
     */
    public RunHeld(String id, String holder) {
        super(
                "run "
                        + id
                        + " is being trained by "
                        + holder
                        + "; wait for it or stop it, then repeat the command");
    }
}
