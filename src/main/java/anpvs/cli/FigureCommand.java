package anpvs.cli;

import anpvs.cli.options.KitOptions;
import anpvs.notebook.Kit;
import anpvs.report.Displayable;
import anpvs.report.Missing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs figure}: saves a figure. */
@Command(
        name = "figure",
        description = {
            "Draw a figure and save it as SVG and PNG, its numbers as CSV, its origin as JSON.",
            "Profile smoke trains and measures what is missing; the others read what is stored."
        })
final class FigureCommand implements Callable<Integer> {
    private static final Map<String, BiFunction<Kit, String, Displayable>> FIGURES =
            new LinkedHashMap<>();

    static {
        FIGURES.put("attack-standard", (kit, set) -> kit.attackPictures("standard"));
        FIGURES.put("attack-at", (kit, set) -> kit.attackPictures("at"));
        FIGURES.put("attack-anp-vs", (kit, set) -> kit.attackPictures("anp-vs"));
        FIGURES.put("attack-by-epsilon", (kit, set) -> kit.attackByEpsilon("standard"));
        FIGURES.put("accuracy-by-epsilon", (kit, set) -> kit.accuracyByEpsilon());
        FIGURES.put("mask", (kit, set) -> kit.maskWhileTraining());
        FIGURES.put("kept-units", (kit, set) -> kit.keptUnits());
        FIGURES.put("accuracy", Kit::accuracyChart);
        FIGURES.put("vulnerability", Kit::vulnerabilityByLayer);
        FIGURES.put("sweep", Kit::sweepCurves);
        FIGURES.put("ablation", Kit::ablationsChart);
        FIGURES.put("attack-domain-pictures", Kit::attackDomainPictures);
        FIGURES.put("sparsity-curves", Kit::sparsityCurves);
        FIGURES.put("mean-distortion", Kit::meanDistortion);
        FIGURES.put("first-layer-maps", Kit::firstLayerMaps);
        FIGURES.put("pixel-vulnerability", Kit::pixelVulnerability);
        FIGURES.put("attack-steps", Kit::attackSteps);
        FIGURES.put("attack-starts", Kit::attackStarts);
        FIGURES.put("accuracy-to-epsilon-one", Kit::accuracyToEpsilonOne);
        for (String feature : List.of("unit", "channel")) {
            FIGURES.put(
                    "vulnerability-histogram-" + feature,
                    (kit, set) -> kit.vulnerabilityHistogram(set, feature));
        }
        for (String directions : List.of("gradient", "random")) {
            FIGURES.put(
                    "loss-surfaces-" + directions, (kit, set) -> kit.lossSurfaces(set, directions));
            FIGURES.put("loss-maps-" + directions, (kit, set) -> kit.lossMaps(set, directions));
        }
    }

    @Spec private CommandSpec command;
    @Mixin private KitOptions options;

    @Parameters(
            paramLabel = "FIGURE",
            description =
                    "attack-standard, attack-at, attack-anp-vs, attack-by-epsilon,"
                            + " accuracy-by-epsilon, mask, kept-units, accuracy, vulnerability,"
                            + " sweep, attack-domain-pictures, ablation, sparsity-curves, mean-distortion, first-layer-maps,"
                            + " pixel-vulnerability, vulnerability-histogram-unit,"
                            + " vulnerability-histogram-channel, loss-surfaces-gradient,"
                            + " loss-surfaces-random, loss-maps-gradient, loss-maps-random, attack-steps,"
                            + " attack-starts or accuracy-to-epsilon-one.")
    private String name;

    @Override
    public Integer call() {
        Displayable figure =
                TableCommand.named(FIGURES, name, "figure")
                        .apply(options.kit(), options.dataset().id());
        if (figure instanceof Missing) {
            command.commandLine().getErr().println(figure);
            return ExitCode.USAGE;
        }
        command.commandLine().getOut().println(figure);
        return ExitCode.OK;
    }
}
