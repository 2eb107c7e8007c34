package anpvs.cli.options;

import anpvs.data.Dataset;
import anpvs.method.Profile;
import java.util.List;
import picocli.CommandLine.Option;

/** Mixin of the commands that ask for a profile and its data set. */
public final class ProfileOption {
    @Option(
            names = "--dataset",
            paramLabel = "SET",
            description =
                    "mnist, cifar10, cifar100, or the synthetic glyphs and shapes. Default: glyphs for the profile smoke, else"
                            + " mnist.")
    private String dataset;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "quick",
            description = "smoke, quick or paper. Default: ${DEFAULT-VALUE}.")
    private String profile;

    /** {@return the profile that the user named} */
    Profile profile() {
        return Profile.of(profile);
    }

    /** {@return the data sets that the user named, separated by commas; null for none} */
    List<String> named() {
        return dataset == null ? null : List.of(dataset.split(","));
    }

    /** {@return the data set that the user named, else the profile's own} */
    Dataset dataset() {
        if (dataset != null) {
            return Dataset.of(dataset);
        }
        return profile() == Profile.SMOKE ? Dataset.GLYPHS : Dataset.MNIST;
    }
}
