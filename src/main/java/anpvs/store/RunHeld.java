package anpvs.store;

import anpvs.UserError;

/** Another process trains, attacks or checks the run. */
public final class RunHeld extends UserError {
    private static final long serialVersionUID = 1L;

    /**
     * @param id the run
     * @param holder who does
     */
    public RunHeld(String id, String holder) {
        super(
                "run %s is in use by %s; wait for it or stop it, then repeat the command"
                        .formatted(id, holder));
    }
}
