package anpvs.notebook;

import java.util.UUID;

/**
 * What library code needs of the notebook it runs in: showing values and replacing what was shown.
 * Works in the kit's kernel, IJava and JJava; where no kernel runs, values are printed as text.
 */
public final class Notebook {
    private static volatile NotebookKernel kernel;

    private Notebook() {}

    /**
     * Called by a kernel that runs in this process.
     *
     * @param running its kernel object, of the base library that IJava and JJava share
     */
    public static synchronized void attach(Object running) {
        kernel = new NotebookKernel(running);
        Renderers.register(kernel);
    }

    /**
     * Makes tables and charts appear as such. Needed once in each notebook under IJava or JJava;
     * harmless elsewhere and when repeated.
     *
     * @return whether a notebook kernel runs in this process
     */
    public static synchronized boolean init() {
        if (kernel == null) {
            Object running = NotebookKernel.find();
            if (running != null) {
                attach(running);
            }
        }
        return kernel != null;
    }

    /**
     * Shows a value below the running cell, or prints its text where no kernel runs.
     *
     * @param value a table, a chart, an image, a {@link RichText} or anything with a text
     * @return the id with which {@link #updateDisplay} replaces the output
     */
    public static String display(Object value) {
        if (!init()) {
            System.out.println(value);
            return "";
        }
        String id = UUID.randomUUID().toString();
        kernel.display(id, value);
        return id;
    }

    /**
     * Replaces what {@link #display} showed, such as the progress of a training run; does nothing
     * where no kernel runs.
     *
     * @param id what {@link #display} returned
     * @param value what to show in its place
     */
    public static void updateDisplay(String id, Object value) {
        if (init()) {
            kernel.updateDisplay(id, value);
        }
    }
}
