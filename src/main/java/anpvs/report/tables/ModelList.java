package anpvs.report.tables;

import anpvs.Texts;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import anpvs.report.TableView;
import anpvs.report.tables.ModelCard.Share;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All models of a store in one table: by images, the most robust first.
 *
 * @param cards of the models, in that order
 */
public record ModelList(List<ModelCard> cards) {
    private static final String TITLE = "Every model, reported and measured";

    private static final String WORDS =
            """
            What the kit measured of each run that was evaluated on all test images, beside what the paper reports of the
            method. The paper trained for its own schedule (up to 200 epochs, full-width VGG-16); the profile says whose
            schedule a model here had. PGD-40 is the paper's attack from one start; AutoAttack is standard AutoAttack on the
            number of test images given in brackets. Parameters and FLOPs count the units that pruning left. FLOPs are those
            of one pass; Table 1 counts a weight of AT BNN twice, as the paper does.
            """;

    private static final List<TableColumn<ModelCard>> COLUMNS =
            List.of(
                    TableColumn.shown("method", ModelCard::method),
                    TableColumn.shown("images", ModelCard::dataset),
                    TableColumn.shown("network", ModelCard::architecture),
                    TableColumn.shown("profile", ModelCard::profile),
                    TableColumn.shown("seed", card -> Long.toString(card.seed())),
                    TableColumn.shown("epsilon", card -> Double.toString(card.eps())),
                    TableColumn.shown("clean", c -> percent(c.measured().cleanAcc().percent())),
                    TableColumn.shown("reported", c -> reported(c, ModelCard.Reported::cleanAcc)),
                    TableColumn.shown("PGD-40", c -> percent(c.measured().pgdAcc().percent())),
                    TableColumn.shown("reported", c -> reported(c, ModelCard.Reported::pgdAcc)),
                    TableColumn.shown("AutoAttack", c -> autoAttack(c.measured().autoattackAcc())),
                    TableColumn.shown("sparsity", c -> sparsity(c.measured())),
                    TableColumn.shown("reported", c -> reported(c, ModelCard.Reported::sparsity)),
                    TableColumn.shown("parameters", c -> count(c.measured().parameters())),
                    TableColumn.shown("FLOPs", c -> count(c.measured().flops())),
                    TableColumn.shown("changed", ModelCard::changes),
                    TableColumn.shown("run", ModelCard::run));

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

    private static String reported(ModelCard card, Function<ModelCard.Reported, String> what) {
        return Optional.ofNullable(card.reported()).map(what).orElse("");
    }

    private static String autoAttack(Share share) {
        return share == null
                ? ""
                : Texts.format("%s (%,d)", percent(share.percent()), share.images());
    }

    private static String sparsity(ModelCard.Measured measured) {
        return measured.weightSparsity() != null
                ? percent(measured.weightSparsity()) + " of weights"
                : percent(measured.unitSparsity());
    }

    private static String count(long number) {
        return Texts.format("%,d", number);
    }

    private static String percent(double value) {
        return Texts.format("%.2f", value);
    }

    /** {@return the page as Markdown} */
    public String markdown() {
        StringBuilder text = new StringBuilder("# ").append(TITLE).append("\n\n").append(WORDS);
        text.append("\n[The same table, sortable](models.html). ")
                .append("`anpvs models` prints this page; `anpvs models --output .` writes it, ")
                .append("with one JSON file for each model in `models/`.\n\n");
        TableView grid = grid(List.of());
        line(text, grid.columns());
        line(text, grid.columns().stream().map(title -> "---").toList());
        grid.rows().forEach(row -> line(text, row.stream().map(TableCell::text).toList()));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private TableView grid(List<String> notes) {
        return TableColumn.grid(TITLE, COLUMNS, cards, notes);
    }

    /** {@return the page as HTML, whose table is sorted by a click on a title} */
    public String html() {
        TableView grid = grid(List.of(WORDS, "Click a title to sort by it."));
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
                + TITLE
                + "</title><style>body{font-family:sans-serif}th{cursor:pointer}</style></head><body>\n"
                + grid.toWideHtml().replace("</tr>", "</tr>\n")
                + "\n"
                + SORT
                + "</body></html>\n";
    }
}
