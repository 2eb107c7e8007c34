package anpvs.study;

import anpvs.data.Dataset;
import anpvs.method.Profile;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the numbers of a table or figure come from.
 *
 * @param profile the profile; results of different profiles never share a table
 * @param dataset the images
 * @param commit version of the kit, empty if it is not known
 * @param runIds runs that were read
 */
public record Origin(Profile profile, Dataset dataset, String commit, List<String> runIds) {
    /** Copies the list. */
    public Origin {
        runIds = List.copyOf(runIds);
    }

    /**
     * @param more runs, some of them perhaps known
     * @return the same with these
     */
    public Origin with(List<String> more) {
        List<String> all = Stream.concat(runIds.stream(), more.stream()).distinct().toList();
        return new Origin(profile, dataset, commit, all);
    }

    /** {@return profile and images in words, for captions} */
    public String label() {
        return profile.id() + " profile, " + dataset.title();
    }

    /**
     * @param what is shown
     * @return that with profile and images in brackets
     */
    public String caption(String what) {
        return what + " (" + label() + ")";
    }

    /**
     * @param name of a figure or table
     * @return its id: data sets and profiles do not overwrite each other's files
     */
    public String id(String name) {
        return name + "-" + dataset.id() + "-" + profile.id();
    }
}
