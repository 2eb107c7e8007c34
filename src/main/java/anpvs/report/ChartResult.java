package anpvs.report;

import anpvs.UserError;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;

/** A figure that a call of the kit gives: the numbers of a table, drawn. */
public interface ChartResult extends TableResult {
    /**
     * {@return the XChart objects of the figure's panels, in reading order; changing one changes
     * the figure. Empty for pictures, maps and surfaces, which XChart does not draw}
     *
     * @throws UserError if there is no figure yet; the message says which command makes it
     */
    List<Chart<?, ?>> charts();

    /**
     * {@return the one XChart object of the figure}
     *
     * @throws UserError if it has none or several
     */
    default Chart<?, ?> chart() {
        List<Chart<?, ?>> all = charts();
        if (all.size() == 1) {
            return all.get(0);
        }
        throw new UserError(
                all.isEmpty()
                        ? "XChart does not draw this figure; its numbers are .data()"
                        : "this figure has " + all.size() + " charts; take one of .charts()");
    }
}
