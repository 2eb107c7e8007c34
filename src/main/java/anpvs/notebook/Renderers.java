package anpvs.notebook;

import anpvs.plot.Drawing;
import anpvs.report.Displayable;
import anpvs.report.Picture;
import anpvs.report.TableView;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Map;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** How a notebook shows tables, charts, images and every {@link Displayable}. */
final class Renderers {
    private static final int MOST_ROWS = 200;

    private Renderers() {}

    static void register(NotebookKernel kernel) {
        kernel.register(Displayable.class, value -> value);
        kernel.register(Table.class, Renderers::table);
        kernel.register(Chart.class, Renderers::chart);
        kernel.register(BufferedImage.class, Renderers::image);
    }

    private record Bitmap(String png, int width, int height, String plain) implements Displayable {
        @Override
        public Map<String, String> mimeBundle() {
            return Map.of("image/png", png, "text/plain", plain);
        }

        @Override
        public Map<String, Map<String, Object>> metadata() {
            return Map.of("image/png", Map.of("width", width, "height", height));
        }
    }

    static Displayable chart(Chart<?, ?> chart) {
        return new Picture("chart: " + chart.getTitle(), Drawing.of(chart));
    }

    static Displayable image(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        String png = Base64.getEncoder().encodeToString(Drawing.png(image));
        return new Bitmap(png, width, height, "image of " + width + " x " + height);
    }

    static Displayable table(Table table) {
        StringBuilder html = new StringBuilder("<table>");
        if (table.name() != null && !table.name().isBlank()) {
            html.append("<caption>").append(TableView.escape(table.name())).append("</caption>");
        }
        html.append("<thead><tr>");
        for (Column<?> column : table.columns()) {
            cell(html, "th", column, column.name());
        }
        html.append("</tr></thead><tbody>");
        for (int row = 0; row < Math.min(table.rowCount(), MOST_ROWS); row++) {
            html.append("<tr>");
            for (Column<?> column : table.columns()) {
                cell(html, "td", column, column.getString(row));
            }
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        if (table.rowCount() <= MOST_ROWS) {
            return new RichText(html.toString(), table.print(MOST_ROWS));
        }
        String shown = MOST_ROWS + " of " + table.rowCount() + " rows";
        html.append("<p>").append(shown).append("</p>");
        return new RichText(html.toString(), table.print(MOST_ROWS) + "\n" + shown);
    }

    private static void cell(StringBuilder html, String tag, Column<?> column, String text) {
        boolean words = column.type() == ColumnType.STRING;
        html.append('<').append(tag).append(" style=\"text-align:");
        html.append(words ? "left" : "right").append("\">");
        html.append(TableView.escape(text)).append("</").append(tag).append('>');
    }
}
