package anpvs.cli;

import anpvs.report.Displayable;
import anpvs.report.Kit;
import java.util.LinkedHashMap;
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
    }

    @Spec private CommandSpec command;
    @Mixin private KitOptions options;

    @Parameters(
            paramLabel = "FIGURE",
            description =
                    "attack-standard, attack-at, attack-anp-vs, attack-by-epsilon,"
                            + " accuracy-by-epsilon, mask, kept-units, accuracy, vulnerability,"
                            + " sweep or ablation.")
    private String name;

    @Override
    public Integer call() {
        Displayable figure =
                TableCommand.named(FIGURES, name, "figure")
                        .apply(options.kit(), options.dataset().id());
        command.commandLine().getOut().println(figure);
        return ExitCode.OK;
    }
}
