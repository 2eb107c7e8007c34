package anpvs.kernel;

/** What the stack of the cells' thread says about the cell that runs. */
final class CellStack {
    private CellStack() {}

    /** The method that the cell called and that does not return. */
    static String calledByCell(StackTraceElement[] frames) {
        String last = "code";
        for (StackTraceElement frame : frames) {
            if (frame.getClassName().startsWith("REPL.")) {
                break;
            }
            last = frame.getClassName() + "." + frame.getMethodName();
        }
        return last;
    }

    /** Whether the kit's own code runs, which ends by itself once it is interrupted. */
    static boolean insideKit(StackTraceElement[] frames) {
        for (StackTraceElement frame : frames) {
            String name = frame.getClassName();
            if (name.startsWith("anpvs.") && !name.startsWith("anpvs.kernel.")) {
                return true;
            }
        }
        return false;
    }
}
