package anpvs.cli.options;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.grid.RunGrid;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.store.ExperimentSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin of the commands that say which runs are meant. */
public final class SpecOption {
    static final List<String> NAMES = Arrays.stream(Method.values()).map(Method::id).toList();

    /** For the help text. */
    static final class MethodNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    @Option(
            names = "--method",
            split = ",",
            paramLabel = "METHOD",
            completionCandidates = MethodNames.class,
            description = "${COMPLETION-CANDIDATES}; several separated by commas.")
    private List<String> methods;

    @Mixin private ProfileOption profile;

    @Option(
            names = "--fidelity",
            paramLabel = "WHICH",
            defaultValue = "paper",
            description =
                    "paper (what its text defines) or published-code. Default: ${DEFAULT-VALUE}.")
    private String fidelity;

    @Option(
            names = "--seed",
            split = ",",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed; several separated by commas. Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Change a hyper-parameter of the recipe, such as epochs=3 or mask.klWeight=60,"
                            + " or one of the run that it starts from, such as"
                            + " start.mask.klWeight=60; the run gets an id of its own."
                            + " Repeatable.")
    private Map<String, String> changes = new LinkedHashMap<>();

    /**
     * The grid of all runs; the options that name single runs have no say in it.
     *
     * @param count of seeds; null for the profile's
     * @return the grid
     */
    public RunGrid grid(Integer count) {
        return GridOption.grid(profile.profile(), profile.named(), methods, count);
    }

    /** {@return the profile that the user named, or its default} */
    Profile profile() {
        return profile.profile();
    }

    /** {@return the data set that the user named} */
    Dataset dataset() {
        if (profile.named() == null) {
            throw new UserError("name the images: --dataset with mnist, cifar10, cifar100, ..");
        }
        return profile.dataset();
    }

    /** {@return whether methods were named} */
    boolean named() {
        return methods != null;
    }

    /** {@return the runs that are meant: each seed with each method} */
    public List<ExperimentSpec> specs() {
        if (!named()) {
            throw new UserError("name a method: --method with " + String.join(", ", NAMES));
        }
        Profile chosen = profile.profile();
        Dataset images = profile.dataset();
        List<ExperimentSpec> specs = new ArrayList<>();
        for (long seed : seeds) {
            for (String method : methods) {
                ExperimentSpec spec =
                        ExperimentSpec.of(
                                Method.of(method), images, chosen, Fidelity.of(fidelity), seed);
                specs.add(changes.isEmpty() ? spec : spec.with(changes));
            }
        }
        return specs;
    }
}
