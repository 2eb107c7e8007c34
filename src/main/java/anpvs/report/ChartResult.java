package anpvs.report;

import anpvs.UserError;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/** A figure that a call of the kit gives: it shows itself, and its numbers can be taken out. */
public interface ChartResult extends Displayable {
    /**
     * {@return the numbers in full precision, to be computed with, plotted or saved}
     *
     * @throws UserError if there are none yet; the message says which command makes them
     */
    Table data();

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

    /**
     * Writes the numbers as CSV, UTF-8.
     *
     * @param file where; folders that are missing are made, a file that is there is replaced
     * @return the absolute path of the file
     * @throws UserError if there are no numbers, or the file cannot be written
     */
    default Path toCsv(String file) {
        return CsvFile.write(data(), file);
    }
}
