package anpvs.report.claims;

import anpvs.Texts;
import anpvs.metric.PairedDifference;
import anpvs.report.ComparedQuantity;
import anpvs.report.Numbers;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import java.util.List;

/**
 * One comparison of ANP-VS with another method.
 *
 * @param against what ANP-VS is set against
 * @param shown the same in the first row of the pair
 * @param compared in which quantity
 * @param contrast the difference
 * @param p probability of so large a difference by chance, corrected; null where no claim asks
 * @param paper the same in the paper; null where it has none
 */
record PairedLine(
        String against,
        String shown,
        ComparedQuantity compared,
        Contrast contrast,
        Double p,
        PaperDifference paper) {
    static final List<TableColumn<PairedLine>> COLUMNS =
            List.of(
                    TableColumn.words(
                            "against", "ANP-VS against", PairedLine::against, PairedLine::shown),
                    TableColumn.words(
                            "quantity",
                            "quantity",
                            l -> l.compared.quantity().label(),
                            l -> l.compared.quantity().title()),
                    TableColumn.number(
                            "anp_vs",
                            "ANP-VS",
                            l -> l.contrast.first(),
                            l -> l.number(l.contrast.first())),
                    TableColumn.number(
                            "other",
                            "other",
                            l -> l.contrast.second(),
                            l -> l.number(l.contrast.second())),
                    TableColumn.<PairedLine>number(
                                    "difference", "difference", l -> l.contrast.difference(), "")
                            .in(PairedLine::difference),
                    TableColumn.interval(PairedLine::paired, PairedLine::decimals),
                    TableColumn.number(
                            "p_corrected",
                            "p, corrected",
                            PairedLine::p,
                            l -> l.p == null ? TableColumn.NONE : Numbers.probability(l.p)),
                    TableColumn.words(
                            "paired_by",
                            null,
                            l ->
                                    l.paired() == null
                                            ? ""
                                            : l.contrast.ofOneSeed() ? "image" : "seed"),
                    TableColumn.<PairedLine>count(
                                    "pairs",
                                    "pairs",
                                    l -> l.paired() == null ? 0 : l.paired().pairs())
                            .as(PairedLine::pairs),
                    TableColumn.<PairedLine>number(
                                    "paper_difference",
                                    "difference in the paper",
                                    l -> l.paper == null ? null : l.paper.mean(),
                                    PairedLine::inPaper)
                            .in(TableCell.Look.MUTED),
                    TableColumn.data("paper_sd", l -> l.paper == null ? null : l.paper.sd()));

    private int decimals() {
        return compared.quantity().decimals();
    }

    private String number(double value) {
        return Numbers.fixed(decimals(), value);
    }

    private PairedDifference paired() {
        return contrast.paired();
    }

    private TableCell difference() {
        boolean known =
                paired() != null && paired().excludesZero() && p != null && p < Judgement.LEVEL;
        return new TableCell(
                Numbers.signed(decimals(), contrast.difference()),
                known ? TableCell.Look.BEST : TableCell.Look.PLAIN);
    }

    private String pairs() {
        if (paired() == null) {
            return compared.answers() == null ? "one seed" : "not stored";
        }
        String what = contrast.ofOneSeed() ? "images" : "seeds";
        return Texts.format("%,d %s", paired().pairs(), what);
    }

    private String inPaper() {
        return paper == null
                ? TableColumn.NONE
                : Numbers.signed(decimals(), paper.mean()) + " \u00b1 " + number(paper.sd());
    }
}
