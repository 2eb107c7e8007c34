package anpvs.cli;

import anpvs.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into a message and an exit code. */
final class Failures {
    private final BooleanSupplier stackTrace;

    /**
     * @param stackTrace whether the user asked for stack traces
     */
    Failures(BooleanSupplier stackTrace) {
        this.stackTrace = stackTrace;
    }

    /** An unknown option, a missing argument and the like. */
    int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("anpvs: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** Whatever a command threw while it worked. */
    int report(Throwable e, PrintWriter err) {
        boolean user = e instanceof UserError;
        err.println("anpvs: " + describe(e));
        if (stackTrace.getAsBoolean()) {
            e.printStackTrace(err);
        } else if (!user && !isInputOutput(e) && !(e instanceof OutOfMemoryError)) {
            err.println(
                    "This is a defect of the program. Run again with --stack-trace to see where.");
        }
        return user ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String describe(Throwable e) {
        if (e instanceof UserError) {
            return e.getMessage();
        }
        if (e instanceof OutOfMemoryError) {
            return "out of memory; ANPVS_JAVA_OPTS=-Xmx8g gives Java 8 GB (" + e.getMessage() + ")";
        }
        Throwable told = e instanceof UncheckedIOException ? e.getCause() : e;
        if (told.getClass() == IOException.class) {
            return told.getMessage();
        }
        // the message of a more special exception is often only the file's name
        return told.getClass().getSimpleName() + ": " + told.getMessage();
    }

    private static boolean isInputOutput(Throwable e) {
        return e instanceof IOException || e instanceof UncheckedIOException;
    }
}
