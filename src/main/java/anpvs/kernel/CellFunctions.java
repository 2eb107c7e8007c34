package anpvs.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.UUID;

/** The functions that every cell can call, with the names and types that IJava gives them. */
public final class CellFunctions {
    private static volatile JavaKernel kernel;

    private CellFunctions() {}

    static void attach(JavaKernel running) {
        kernel = running;
    }

    /**
     * Shows a value below the cell.
     *
     * @param value anything; null is shown as text
     * @param types MIME types such as {@code image/svg+xml}; none: those that the value prefers
     * @return the id under which {@link #updateDisplay} can replace the output
     */
    public static String display(Object value, String... types) {
        DisplayData data = render(value, types);
        if (!data.hasDisplayId()) {
            data.setDisplayId(UUID.randomUUID().toString());
        }
        running().display(data);
        return data.getDisplayId();
    }

    /**
     * Turns a value into what Jupyter would show, without showing it.
     *
     * @param value anything
     * @param types as for {@link #display}
     * @return by MIME type
     */
    public static DisplayData render(Object value, String... types) {
        return running().rendered(value, types);
    }

    /**
     * Replaces an output that {@link #display} made.
     *
     * @param id what {@link #display} returned
     * @param value what to show in its place
     * @param types as for {@link #display}
     */
    public static void updateDisplay(String id, Object value, String... types) {
        running().getIO().display.updateDisplay(id, render(value, types));
    }

    /**
     * Removes what the cell has shown and printed so far.
     *
     * @param wait whether it stays until something else is shown, so that nothing flickers
     */
    public static void clearOutput(boolean wait) {
        running().getIO().clear(wait);
    }

    /**
     * The value that a cell showed last, all of it where the page shows a part.
     *
     * @param <T> what the caller takes it for, such as {@code int[] all = lastValue();}
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller says what it is
    public static <T> T lastValue() {
        return (T) running().lastValue();
    }

    private static JavaKernel running() {
        if (kernel == null) {
            throw new IllegalStateException("no kernel runs in this process");
        }
        return kernel;
    }
}
