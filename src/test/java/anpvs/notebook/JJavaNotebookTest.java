package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** The renderers on a kernel object of JJava's own base library. */
class JJavaNotebookTest {
    private final Kernel kernel = new Kernel();

    private static final class Kernel extends BaseKernel {
        Kernel() {
            super(
                    "test",
                    "0",
                    new LanguageInfo.Builder("Java").build(),
                    List.of(),
                    null,
                    new JupyterIO(StandardCharsets.UTF_8),
                    new CommManager(),
                    new Renderer(),
                    null,
                    new MagicsRegistry(),
                    false,
                    new StringStyler("", "", "", line -> ""));
        }

        void install() {
            installNotebookKernel();
        }

        void uninstall() {
            uninstallNotebookKernel();
        }

        @Override
        public Object evalRaw(String code) {
            return null;
        }

        @Override
        public DisplayData inspect(String code, int at, boolean detail) {
            return null;
        }

        @Override
        public ReplacementOptions complete(String code, int at) {
            return null;
        }

        @Override
        public String isComplete(String code) {
            return IS_COMPLETE_YES;
        }
    }

    @BeforeEach
    void start() {
        kernel.install();
    }

    @AfterEach
    void end() {
        kernel.uninstall();
    }

    private DisplayData rendered(Object value) {
        Object found = NotebookKernel.find();
        assertSame(kernel, found);
        Renderers.register(new NotebookKernel(found));
        return kernel.getRenderer().render(value);
    }

    private static String text(DisplayData data, String type) throws Exception {
        return (String) data.getData(MIMEType.parse(type));
    }

    @Test
    void showsTablesChartsAndDisplayables() throws Exception {
        Table table = Table.create("t", DoubleColumn.create("v", 1.5));
        DisplayData data = rendered(table);
        assertTrue(text(data, "text/html").contains("1.5"));
        assertTrue(text(data, "text/plain").contains("1.5"));

        XYChart chart = new XYChart(300, 200);
        chart.addSeries("y", new double[] {1, 2});
        assertTrue(text(rendered(chart), "image/png").startsWith("iVBOR"));

        DisplayData rich = rendered(new RichText("<b>x</b>", "x"));
        assertEquals("<b>x</b>", text(rich, "text/html"));
        assertEquals("x", text(rich, "text/plain"));
    }

    @Test
    void progressFindsItsWayToTheKernel() {
        NotebookKernel notebook = new NotebookKernel(kernel);
        assertDoesNotThrow(
                () -> {
                    notebook.display("id", "half");
                    notebook.updateDisplay("id", "done");
                });
    }
}
