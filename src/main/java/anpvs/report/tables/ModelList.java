package anpvs.report.tables;

import anpvs.report.Grid;
import anpvs.report.tables.ModelCard.Share;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All models of a store in one table: by images, the most robust first.
 *
 * @param cards of the models, in that order
 */
public record ModelList(List<ModelCard> cards) {
    private static final String TITLE = "Every model, reported and measured";

    private static final String WORDS =
            """
            What the kit measured of each run, beside what the paper reports of the method. The paper trained for its own
            schedule (up to 200 epochs, full-width VGG-16); the profile says whose schedule a model here had. AutoAttack is
            standard AutoAttack on as many test images as stand in brackets; PGD-40 is the paper's attack from one start, on
            all of them. Parameters and FLOPs count the units that pruning left.
            """;

    private static final List<String> COLUMNS =
            List.of(
                    "method",
                    "images",
                    "network",
                    "profile",
                    "seed",
                    "epsilon",
                    "clean",
                    "reported",
                    "PGD-40",
                    "reported",
                    "AutoAttack",
                    "sparsity",
                    "reported",
                    "parameters",
                    "FLOPs",
                    "changed",
                    "run");

    private static final String SORT =
            """
            <script>
            // A click on a title sorts by it; a second click the other way.
            const number = text => parseFloat(text.replace(/,/g, ''));
            document.querySelectorAll('th').forEach((title, column) => title.onclick = () => {
              const up = title.dataset.up !== 'yes';
              title.dataset.up = up ? 'yes' : 'no';
              const body = document.querySelector('tbody');
              [...body.rows].sort((a, b) => {
                const x = a.cells[column].textContent, y = b.cells[column].textContent;
                const known = !isNaN(number(x)) - !isNaN(number(y));
                const order = known !== 0 ? -known : (number(x) - number(y) || x.localeCompare(y));
                return known !== 0 || up ? order : -order;
              }).forEach(row => body.append(row));
            });
            </script>
            """;

    /** Copies the list. */
    public ModelList {
        cards = List.copyOf(cards);
    }

    /**
     * @param store where runs are
     * @return the runs that were evaluated on all test images
     */
    public static ModelList of(RunStore store) {
        return new ModelList(
                store.list().stream()
                        .filter(run -> run.state() == Run.State.FINISHED)
                        .flatMap(run -> ModelCard.of(run).stream())
                        .sorted(
                                Comparator.comparing(ModelCard::dataset)
                                        .thenComparing(card -> -card.measured().pgdAcc().percent())
                                        .thenComparing(ModelCard::run))
                        .toList());
    }

    private static List<String> row(ModelCard card) {
        ModelCard.Measured measured = card.measured();
        Optional<ModelCard.Reported> paper = Optional.ofNullable(card.reported());
        Share auto = measured.autoattackAcc();
        boolean weights = measured.weightSparsity() != null;
        return List.of(
                card.method(),
                card.dataset(),
                card.architecture(),
                card.profile(),
                Long.toString(card.seed()),
                Double.toString(card.eps()),
                percent(measured.cleanAcc().percent()),
                paper.map(ModelCard.Reported::cleanAcc).orElse(""),
                percent(measured.pgdAcc().percent()),
                paper.map(ModelCard.Reported::pgdAcc).orElse(""),
                auto == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "%s (%,d)", percent(auto.percent()), auto.images()),
                weights
                        ? percent(measured.weightSparsity()) + " of weights"
                        : percent(measured.unitSparsity()),
                paper.map(ModelCard.Reported::sparsity).orElse(""),
                String.format(Locale.ROOT, "%,d", measured.parameters()),
                String.format(Locale.ROOT, "%,d", measured.flops()),
                card.changes(),
                card.run());
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** {@return the page as Markdown} */
    public String markdown() {
        StringBuilder text = new StringBuilder("# ").append(TITLE).append("\n\n").append(WORDS);
        text.append("\n[The same table, sortable](models.html). ")
                .append("`anpvs models` prints this page; `anpvs models --output .` writes it, ")
                .append("with one JSON file for each model in `models/`.\n\n");
        line(text, COLUMNS);
        line(text, COLUMNS.stream().map(title -> "---").toList());
        cards.forEach(card -> line(text, row(card)));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** {@return the page as HTML, whose table is sorted by a click on a title} */
    public String html() {
        List<List<Grid.Cell>> rows =
                cards.stream().map(card -> row(card).stream().map(Grid.Cell::of).toList()).toList();
        Grid grid = new Grid(TITLE, COLUMNS, rows, List.of(WORDS, "Click a title to sort by it."));
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
                + TITLE
                + "</title><style>body{font-family:sans-serif}th{cursor:pointer}</style></head><body>\n"
                + grid.toHtml().replace("</tr>", "</tr>\n")
                + "\n"
                + SORT
                + "</body></html>\n";
    }
}
