package anpvs.report.claims;

import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.evaluate.Remeasured;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.report.Figures;
import anpvs.report.Rows;
import anpvs.report.SavedTable;
import anpvs.report.TableView;
import anpvs.report.tables.MainResults;
import anpvs.report.tables.RemeasuredTable;
import anpvs.store.RunStore;
import anpvs.study.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The paper beside the stored runs, on one page: which of its claims hold, the blocks of Table 1,
 * and the networks that were attacked again.
 *
 * @param claims of each data set with results: claim, paper, ours, verdict
 * @param blocks of each data set with results: its block of Table 1 in the columns that fit a
 *     screen
 * @param remeasured of each data set with networks that were attacked again
 * @param absent the paper's data sets without results
 */
public record Overview(
        List<TableView> claims,
        List<TableView> blocks,
        List<TableView> remeasured,
        List<Dataset> absent) {
    private static final List<Dataset> PAPER =
            List.of(Dataset.MNIST, Dataset.CIFAR10, Dataset.CIFAR100);

    /** Copies the lists. */
    public Overview {
        claims = List.copyOf(claims);
        blocks = List.copyOf(blocks);
        remeasured = List.copyOf(remeasured);
        absent = List.copyOf(absent);
    }

    /**
     * @param profile whose runs are shown
     * @param store where the runs are
     * @param data where data sets are
     * @param again networks that were attacked again; may be empty
     * @param figures where the tables of these are saved
     * @return the page
     */
    public static Overview of(
            Profile profile,
            RunStore store,
            DataFolder data,
            List<Remeasured> again,
            Path figures) {
        List<TableView> claims = new ArrayList<>();
        List<TableView> blocks = new ArrayList<>();
        List<TableView> remeasured = new ArrayList<>();
        List<Dataset> absent = new ArrayList<>();
        for (Dataset dataset : PAPER) {
            Context context =
                    new Context(profile, dataset, store, data, Progress::silent, missing -> {});
            MainResults results = MainResults.of(context);
            if (results.evaluations().isEmpty()) {
                absent.add(dataset);
                continue;
            }
            claims.add(ClaimsPage.of(context).summary().grid());
            blocks.add(results.overview());
            List<Remeasured> ofSet =
                    again.stream()
                            .filter(one -> one.run().spec().recipe().dataset() == dataset)
                            .toList();
            if (!ofSet.isEmpty()) {
                SavedTable table = new RemeasuredTable(ofSet, context.origin(List.of())).table();
                remeasured.add(new Figures(figures).save(table).grid());
            }
        }
        return new Overview(claims, blocks, remeasured, absent);
    }

    private List<TableView> tables() {
        List<TableView> all = new ArrayList<>(blocks);
        all.addAll(remeasured);
        all.addAll(claims);
        return all;
    }

    private String absence() {
        return absent.isEmpty()
                ? ""
                : "No results yet: "
                        + absent.stream().map(Rows::paperName).collect(Collectors.joining(", "))
                        + ".";
    }

    /** {@return the page for a terminal; the claims stand last, where they are seen} */
    public String text() {
        StringBuilder text = new StringBuilder();
        tables().forEach(table -> text.append(table.toText()).append('\n'));
        return text + absence() + (absent.isEmpty() ? "" : "\n");
    }

    /**
     * {@return the page for a browser}
     *
     * @param folder that it will lie in: executed notebooks in {@code notebooks/} and pictures in
     *     {@code figures/} below it are linked and shown
     */
    public String html(Path folder) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>ANP-VS: the paper beside the archived runs</title><style>")
                .append("body{font:14px sans-serif;margin:2em auto;max-width:1400px;padding:0 1em}")
                .append("img{max-width:100%} figure{margin:1em 0} td,th{font-size:12px}")
                .append("</style></head><body><h1>ANP-VS: the paper beside the archived runs</h1>");
        section(html, "Claims", claims);
        section(html, "Table 1", blocks);
        section(html, "Archived networks, attacked again", remeasured);
        html.append("<p>").append(TableView.escape(absence())).append("</p><h2>Notebooks</h2><ul>");
        for (String name : names(folder.resolve("notebooks"), ".ipynb")) {
            html.append("<li><a href=\"notebooks/").append(name).append("\">").append(name);
            html.append("</a></li>");
        }
        html.append("</ul><h2>Figures</h2>");
        for (String name : names(folder.resolve("figures"), ".png")) {
            html.append("<figure><img loading=\"lazy\" src=\"figures/").append(name).append("\"");
            html.append(" alt=\"").append(name).append("\"><figcaption>").append(name);
            html.append("</figcaption></figure>");
        }
        return html.append("</body></html>\n").toString();
    }

    private static void section(StringBuilder html, String title, List<TableView> tables) {
        if (!tables.isEmpty()) {
            html.append("<h2>").append(title).append("</h2>");
            tables.forEach(table -> html.append(table.toHtml()));
        }
    }

    private static List<String> names(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
