package anpvs.method;

import anpvs.Names;
import anpvs.UserError;
import java.util.Locale;

/** How much work a run may be. Results of different profiles are never mixed in one table. */
public enum Profile {
    /** Synthetic images, seconds a run: shows that everything works. */
    SMOKE,
    /** Real data, short schedules, a CPU. */
    QUICK,
    /** The paper's settings, five seeds, a GPU. */
    PAPER;

    /** {@return the name on the command line} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param id {@code smoke}, {@code quick} or {@code paper}, in any case
     * @return the profile
     * @throws UserError if there is none of that name
     */
    public static Profile of(String id) {
        return Names.find("profile", id, values(), Profile::id);
    }
}
