package anpvs.report;

import anpvs.UserError;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/** A table that a call of the kit gives: it shows itself, and its numbers can be taken out. */
public interface TableResult extends Displayable {
    /**
     * {@return the numbers in full precision, to be computed with, plotted or saved}
     *
     * @throws UserError if there are none yet; the message says which command makes them
     */
    Table data();

    /**
     * @param most characters of a line, such as the width of a terminal
     * @return it as text, with as many columns as fit
     */
    default String toText(int most) {
        return toString();
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
