package anpvs.cli.options;

import anpvs.data.Dataset;
import anpvs.grid.RunGrid;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Mixin of the commands that work on the grid of all runs. */
public final class GridOption {
    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "quick",
            description = "smoke, quick or paper. Default: ${DEFAULT-VALUE}.")
    private String profile;

    @Option(
            names = "--dataset",
            split = ",",
            paramLabel = "SET",
            description = "Only these data sets. Default: all of the profile.")
    private List<String> datasets;

    @Option(
            names = "--method",
            split = ",",
            paramLabel = "METHOD",
            description = "Only these methods and what they need. Default: all.")
    private List<String> methods;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds 0 to N-1 of each row. Default: 5 in paper, else 1.")
    private Integer seeds;

    /** {@return the grid that the user means} */
    public RunGrid grid() {
        return grid(Profile.of(profile), datasets, methods, seeds);
    }

    /** {@return these options as words of a command line} */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of("--profile", profile));
        if (datasets != null) {
            words.addAll(List.of("--dataset", String.join(",", datasets)));
        }
        if (methods != null) {
            words.addAll(List.of("--method", String.join(",", methods)));
        }
        if (seeds != null) {
            words.addAll(List.of("--seeds", seeds.toString()));
        }
        return words;
    }

    /**
     * @param profile how much work
     * @param datasets names; null for all of the profile
     * @param methods names; null for all
     * @param seeds how many; null for the profile's number
     * @return the grid
     */
    public static RunGrid grid(
            Profile profile, List<String> datasets, List<String> methods, Integer seeds) {
        return RunGrid.of(
                profile,
                datasets == null
                        ? RunGrid.datasets(profile)
                        : datasets.stream().map(Dataset::of).toList(),
                methods == null
                        ? List.of(Method.values())
                        : methods.stream().map(Method::of).toList(),
                seeds == null ? RunGrid.seeds(profile) : seeds);
    }
}
