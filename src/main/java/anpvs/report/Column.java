package anpvs.report;

import anpvs.data.Dataset;
import anpvs.method.Method;
import java.util.Optional;

/** A column of a table of results: what is measured, and the paper's value of it. */
public interface Column {
    /** {@return the column's title} */
    String label();

    /** {@return the unit, empty for none} */
    String unit();

    /** {@return decimals to print, those of the paper} */
    int decimals();

    /** {@return whether the larger number is the better one} */
    boolean higherIsBetter();

    /** {@return whether there is a best of it at all} */
    default boolean ranked() {
        return true;
    }

    /**
     * @param dataset name of the data set in the paper
     * @param model name of the row in the paper
     * @return the paper's value; empty where it has none
     */
    Optional<PaperValue> paper(String dataset, String model);

    /** {@return the paper's value; synthetic images are set beside the real ones of their size} */
    default Optional<PaperValue> paper(Dataset dataset, Method method) {
        return paper(Rows.paperName(dataset), method.label());
    }

    /** {@return the paper's mean; NaN where it has none} */
    default double paperMean(Dataset dataset, Method method) {
        return paper(dataset, method).map(value -> value.mean().doubleValue()).orElse(Double.NaN);
    }

    /** {@return label and unit} */
    default String title() {
        return unit().isEmpty() ? label() : label() + " (" + unit() + ")";
    }
}
