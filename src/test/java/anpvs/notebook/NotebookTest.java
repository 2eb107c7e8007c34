package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.report.Displayable;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The renderers on a kernel object of the base library, as IJava has one. */
class NotebookTest {
    private final BaseKernel kernel = new Kernel();

    private static final class Kernel extends BaseKernel {
        @Override
        public DisplayData eval(String code) {
            return null;
        }

        @Override
        public LanguageInfo getLanguageInfo() {
            return null;
        }
    }

    private DisplayData rendered(Object value) {
        Renderers.register(new NotebookKernel(kernel));
        return kernel.getRenderer().render(value);
    }

    @Test
    void findsNoKernelHere() {
        assertFalse(Notebook.init());
        assertEquals("", Notebook.display("printed by NotebookTest"));
        Notebook.updateDisplay("", "nothing");
    }

    @Test
    void showsTables() {
        Table table =
                Table.create(
                        "a & b", StringColumn.create("m", "<i>"), DoubleColumn.create("v", 1.5));
        DisplayData data = rendered(table);
        String html = (String) data.getData(MIMEType.TEXT_HTML);
        assertTrue(
                html.contains("a &amp; b") && html.contains("&lt;i&gt;") && html.contains("1.5"),
                html);
        assertTrue(((String) data.getData(MIMEType.TEXT_PLAIN)).contains("1.5"));
    }

    @Test
    void showsChartsAndImagesAsPng() {
        XYChart chart = new XYChart(300, 200);
        chart.addSeries("y", new double[] {1, 2});
        assertTrue(((String) rendered(chart).getData(MIMEType.IMAGE_PNG)).startsWith("iVBOR"));
        BufferedImage image = new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB);
        DisplayData data = rendered(image);
        assertTrue(((String) data.getData(MIMEType.IMAGE_PNG)).startsWith("iVBOR"));
        assertEquals("image of 2 x 3", data.getData(MIMEType.TEXT_PLAIN));
    }

    @Test
    void showsDisplayables() {
        DisplayData data = rendered(new RichText("<b>x</b>", "x"));
        assertEquals("<b>x</b>", data.getData(MIMEType.TEXT_HTML));
        assertEquals("x", data.getData(MIMEType.TEXT_PLAIN));
    }

    @Test
    void describesWhatCannotBeRendered() {
        Displayable broken =
                () -> {
                    throw new NoClassDefFoundError("some/Font");
                };
        String text = (String) rendered(broken).getData(MIMEType.TEXT_PLAIN);
        assertTrue(text.contains("could not be shown") && text.contains("some/Font"), text);
        Displayable empty = Map::of;
        assertTrue(rendered(empty).hasDataForType(MIMEType.TEXT_PLAIN));
    }
}
