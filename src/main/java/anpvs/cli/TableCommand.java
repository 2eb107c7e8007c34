package anpvs.cli;

import anpvs.Names;
import anpvs.cli.options.KitOptions;
import anpvs.cli.options.WideOption;
import anpvs.notebook.Kit;
import anpvs.report.Displayable;
import anpvs.report.TableResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs table}: prints and saves a table. */
@Command(
        name = "table",
        description = {
            "Print a table and save it as CSV and HTML.",
            "Profile smoke trains and measures what is missing, in a minute or two; the others read"
                    + " what anpvs train and anpvs evaluate have stored."
        })
final class TableCommand implements Callable<Integer> {
    private static final String CLAIMS = "claims";
    private static final Map<String, BiFunction<Kit, String, Displayable>> TABLES =
            new LinkedHashMap<>();

    static {
        TABLES.put("main", Kit::mainResults);
        TABLES.put("sweep", Kit::sweeps);
        TABLES.put("ablation", Kit::ablations);
        TABLES.put("paired", Kit::pairedComparison);
        TABLES.put("costs", Kit::costs);
        TABLES.put("summary", Kit::claimsSummary);
        TABLES.put(CLAIMS, Kit::claims);
        TABLES.put("paper-claims", (kit, set) -> kit.paperClaims());
        TABLES.put("contradictions-2", (kit, set) -> kit.paperContradictions("table2"));
        TABLES.put("contradictions-3", (kit, set) -> kit.paperContradictions("table3"));
        TABLES.put("paper-steps", (kit, set) -> kit.paperSteps());
        TABLES.put("attack-domains", Kit::attackDomains);
        TABLES.put("published-vulnerability", Kit::publishedVulnerability);
        TABLES.put("checks", Kit::checkVerdicts);
        TABLES.put("runs", Kit::runs);
    }

    @Spec private CommandSpec command;
    @Mixin private KitOptions options;

    @Parameters(
            paramLabel = "TABLE",
            description = {
                "main: Table 1 with the ablations of Table 3, paper beside ours",
                "sweep: Table 2, radii and steps of the attack",
                "ablation: Table 3",
                "paired: ANP-VS against the baselines, pair by pair",
                "costs: units, FLOPs, memory by three formulas",
                "summary: the paper's ten main claims, a line each",
                "claims: all of its claims, and which hold in the runs",
                "attack-domains: the attack on pixels beside that of the published code",
                "published-vulnerability: V by Eq. 2 and by that code",
                "checks: verdicts of the checks against false robustness",
                "runs: what stands behind these tables",
                "paper-claims, contradictions-2, contradictions-3, paper-steps: the paper against"
                        + " itself"
            })
    private String name;

    @Mixin private WideOption width;

    /** The summary first: the page is long. */
    private static List<Displayable> claims(Kit kit, String dataset) {
        Displayable summary = kit.claimsSummary(dataset);
        Displayable all = kit.claims(dataset);
        if (all.toString().equals(summary.toString())) {
            return List.of(all); // what is missing
        }
        return List.of(summary, all);
    }

    @Override
    public Integer call() {
        Kit kit = options.kit();
        String dataset = options.dataset().id();
        List<Displayable> tables =
                name.equals(CLAIMS)
                        ? claims(kit, dataset)
                        : List.of(named(TABLES, name, "table").apply(kit, dataset));
        String text = tables.stream().map(this::text).collect(Collectors.joining("\n"));
        command.commandLine().getOut().println(text);
        return ExitCode.OK;
    }

    private String text(Displayable table) {
        return table instanceof TableResult result
                ? result.toText(width.characters())
                : table.toString();
    }

    static <T> T named(Map<String, T> all, String name, String what) {
        T found = all.get(name);
        if (found == null) {
            throw Names.unknown(what, name, all.keySet());
        }
        return found;
    }
}
