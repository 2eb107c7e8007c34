package anpvs.notebook;

import anpvs.report.Displayable;
import anpvs.report.TableView;
import java.util.ArrayList;
import java.util.List;

/** What a notebook can call, in groups. */
final class KitHelp {
    /**
     * Some calls.
     *
     * @param title what they have in common
     * @param calls each with what it gives
     */
    record Group(String title, List<Call> calls) {}

    /**
     * One call.
     *
     * @param code how it is written, an example
     * @param line what it gives
     */
    record Call(String code, String line) {}

    private KitHelp() {}

    private static Call call(String code, String line) {
        return new Call("kit." + code, line);
    }

    static List<Group> groups() {
        return List.of(
                group(
                        "First looks",
                        call("attackPictures(\"anp-vs\")", "test images before and after"),
                        call("attackByEpsilon(\"standard\")", "one image, growing radius"),
                        call("accuracyByEpsilon()", "accuracy against the radius"),
                        call("maskWhileTraining()", "E[pi] of each unit of ANP-VS"),
                        call("keptUnits()", "units kept after each epoch"),
                        call("runs(\"mnist\")", "which runs there are")),
                group(
                        "Table 1",
                        call("mainResults(\"mnist\")", "the paper's rows beside ours"),
                        call("accuracyChart(\"mnist\")", "clean and under attack"),
                        call("vulnerabilityByLayer(\"mnist\")", "V of each latent layer"),
                        call("costs(\"mnist\")", "units, FLOPs, memory"),
                        call("latency()", "milliseconds and bytes: full, masked, compact"),
                        call("pairedComparison(\"mnist\")", "ANP-VS against each other"),
                        call("claimsSummary(\"mnist\")", "ten claims in a line each"),
                        call("claims(\"mnist\")", "which claims hold, and how surely")),
                group(
                        "Tables 2 and 3",
                        call("sweeps(\"cifar10\")", "radii and steps of the attack"),
                        call("sweepCurves(\"cifar10\")", "the same as curves"),
                        call("ablations(\"cifar10\")", "suppression and pruning alone"),
                        call("ablationsChart(\"cifar10\")", "the same as a chart")),
                group(
                        "Figures 2 to 5",
                        call("meanDistortion(\"mnist\")", "Figure 2a"),
                        call("firstLayerMaps(\"mnist\")", "Figure 2b-e"),
                        call("sparsityCurves(\"mnist\")", "Figure 3"),
                        call("sparsityRuns(\"mnist\")", "its points and runs"),
                        call("pixelVulnerability(\"mnist\")", "Figure 4, top"),
                        call("vulnerabilityHistogram(\"mnist\", \"unit\")", "Figure 4, bottom"),
                        call("lossSurfaces(\"mnist\", \"gradient\")", "Figure 5"),
                        call("lossMaps(\"mnist\", \"gradient\")", "the same from above"),
                        call("lossFlatness(\"mnist\")", "flatness in numbers")),
                group(
                        "Is it to be believed?",
                        call("checkVerdicts(\"mnist\")", "checks of false robustness"),
                        call("checkFindings(\"mnist\", \"at\")", "their evidence"),
                        call("attackSteps(\"mnist\")", "more steps"),
                        call("attackStarts(\"mnist\")", "more random starts"),
                        call("accuracyToEpsilonOne(\"mnist\")", "radii up to 1"),
                        call("paperClaims()", "the paper's text against its tables"),
                        call("paperContradictions(\"table3\")", "tables that differ"),
                        call("paperSteps()", "where more steps seem weaker"),
                        call("attackDomains(\"cifar10\")", "on pixels, or as published"),
                        call("attackDomainPictures(\"cifar10\")", "an image under both"),
                        call("publishedVulnerability(\"mnist\")", "V as published")),
                group(
                        "Your own analysis (notebook 08)",
                        call("attack(\"anp-vs\", 0.25, 100)", "PGD of your own numbers"),
                        call("sweep(\"mnist\", 0.1, 0.2, 0.3)", "radii of your own"),
                        call(
                                "compare(\"mnist\", \"anp-vs\", \"at\")",
                                "two networks, the same images"),
                        call("model(\"anp-vs\")", "logits, latents, mask, gradient, attacks"),
                        call("modelFromFile(\"my.npz\", \"mnist\", \"at\")", "weights of your own"),
                        call("images(\"mnist\", 0, 7)", "test images by number"),
                        call("firstImages(\"mnist\", 100)", "the first of them"),
                        call("picture(\"mnist\", \"my.png\", 7)", "a picture of your own")),
                group(
                        "Of every result",
                        new Call("....data()", "its numbers, a table of Tablesaw"),
                        new Call("....chart(), .charts()", "its XChart objects"),
                        new Call("....toCsv(\"my.csv\")", "its numbers as a file"),
                        call("help()", "this list")));
    }

    private static Group group(String title, Call... calls) {
        return new Group(title, List.of(calls));
    }

    static String text() {
        int width =
                groups().stream()
                        .flatMap(group -> group.calls().stream())
                        .mapToInt(call -> call.code().length())
                        .max()
                        .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Group group : groups()) {
            lines.add(group.title());
            for (Call call : group.calls()) {
                String pad = " ".repeat(width - call.code().length());
                lines.add("  " + call.code() + pad + "  " + call.line());
            }
        }
        return String.join("\n", lines) + "\n";
    }

    static Displayable shown() {
        StringBuilder html = new StringBuilder("<table style=\"font-size:12px\">");
        for (Group group : groups()) {
            html.append("<tr><th colspan=\"2\" style=\"text-align:left\">")
                    .append(TableView.escape(group.title()))
                    .append("</th></tr>");
            for (Call call : group.calls()) {
                html.append("<tr><td style=\"text-align:left\"><code>")
                        .append(TableView.escape(call.code()))
                        .append("</code></td><td style=\"text-align:left\">")
                        .append(TableView.escape(call.line()))
                        .append("</td></tr>");
            }
        }
        return new RichText(html.append("</table>").toString(), text());
    }
}
