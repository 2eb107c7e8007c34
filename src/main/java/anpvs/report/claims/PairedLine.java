package anpvs.report.claims;

import anpvs.Texts;
import anpvs.metric.PairedDifference;
import anpvs.report.ComparedQuantity;
import anpvs.report.Numbers;
import anpvs.report.TableCell;
import anpvs.report.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One comparison of ANP-VS with another method.
 *
 * @param pair the two methods
 * @param shown what ANP-VS is set against, in the first row of the pair
 * @param compared in which quantity
 * @param contrast the difference
 * @param paired the same with its test; null where there are no pairs
 * @param p probability of so large a difference by chance, corrected; null where no claim asks
 * @param paper the same in the paper; null where it has none
 */
record PairedLine(
        MethodPair pair,
        String shown,
        ComparedQuantity compared,
        Contrast contrast,
        PairedDifference paired,
        Double p,
        PaperDifference paper) {
    static final List<TableColumn<PairedLine>> COLUMNS = columns();

    private static List<TableColumn<PairedLine>> columns() {
        List<TableColumn<PairedLine>> columns = new ArrayList<>();
        columns.add(
                TableColumn.words(
                        "against", "ANP-VS against", l -> l.pair.label(), PairedLine::shown));
        columns.add(
                TableColumn.words(
                        "quantity",
                        "quantity",
                        l -> l.compared.quantity().label(),
                        l -> l.compared.quantity().title()));
        columns.add(
                TableColumn.number(
                        "anp_vs",
                        "ANP-VS",
                        l -> l.contrast.first(),
                        l -> l.number(l.contrast.first())));
        columns.add(
                TableColumn.number(
                        "other",
                        "other",
                        l -> l.contrast.second(),
                        l -> l.number(l.contrast.second())));
        columns.add(
                TableColumn.<PairedLine>number(
                                "difference", "difference", l -> l.contrast.difference(), "")
                        .in(PairedLine::difference));
        columns.addAll(TableColumn.interval(PairedLine::paired, PairedLine::decimals));
        columns.add(
                TableColumn.number(
                        "p_corrected",
                        "p, corrected",
                        PairedLine::p,
                        l -> l.p == null ? TableColumn.NONE : Numbers.probability(l.p)));
        columns.add(
                TableColumn.words(
                        "paired_by",
                        null,
                        l -> l.paired == null ? "" : l.bySeed() ? "seed" : "image"));
        columns.add(
                TableColumn.<PairedLine>count(
                                "pairs", "pairs", l -> l.paired == null ? 0 : l.paired.pairs())
                        .as(PairedLine::pairs));
        columns.add(
                TableColumn.<PairedLine>number(
                                "paper_difference",
                                "difference in the paper",
                                l -> l.paper == null ? null : l.paper.mean(),
                                PairedLine::inPaper)
                        .in(TableCell.Look.MUTED));
        columns.add(TableColumn.data("paper_sd", l -> l.paper == null ? null : l.paper.sd()));
        return List.copyOf(columns);
    }

    private int decimals() {
        return compared.quantity().decimals();
    }

    private String number(double value) {
        return String.format(Locale.ROOT, "%." + decimals() + "f", value);
    }

    private boolean bySeed() {
        return contrast.kind() == Contrast.Kind.SEEDS;
    }

    private TableCell difference() {
        boolean known = paired != null && paired.excludesZero() && p != null && p < Judgement.LEVEL;
        return new TableCell(
                Numbers.signed(decimals(), contrast.difference()),
                known ? TableCell.Look.BEST : TableCell.Look.PLAIN);
    }

    private String pairs() {
        if (paired == null) {
            return compared.answers() == null ? "one seed" : "not stored";
        }
        return Texts.format("%,d %s", paired.pairs(), bySeed() ? "seeds" : "images");
    }

    private String inPaper() {
        return paper == null
                ? TableColumn.NONE
                : Numbers.signed(decimals(), paper.mean()) + " \u00b1 " + number(paper.sd());
    }
}
