package anpvs.report;

import anpvs.plot.Drawing;
import anpvs.study.Origin;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * A picture with the numbers it shows and where they come from.
 *
 * @param id name of its files
 * @param caption what it shows, in a sentence
 * @param drawing the picture
 * @param data the numbers in it
 * @param origin where they come from
 */
public record Figure(String id, String caption, Drawing drawing, Table data, Origin origin)
        implements ChartResult {
    @Override
    public List<Chart<?, ?>> charts() {
        return drawing.charts();
    }

    /**
     * @param folder where {@link Figures} wrote it, as the reader is to see it
     * @return the same, its caption with the files
     */
    public Figure withFiles(String folder) {
        String files = " [" + folder + "/" + id + ".svg, .png, .csv, .json]";
        return new Figure(id, caption + files, drawing, data, origin);
    }

    private Picture picture() {
        return new Picture(caption, drawing);
    }

    @Override
    public Map<String, String> mimeBundle() {
        return picture().mimeBundle();
    }

    @Override
    public Map<String, Map<String, Object>> metadata() {
        return picture().metadata();
    }

    @Override
    public String toString() {
        return picture().plain();
    }
}
