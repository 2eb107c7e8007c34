package anpvs.cli;

import anpvs.Names;
import anpvs.UserError;
import anpvs.method.NonFiniteException;
import anpvs.progress.InterruptedRun;
import anpvs.progress.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what a command throws into a message and an exit code.
 *
 * @param stackTrace whether the user asked for stack traces
 * @param ending whether the process has been told to end
 */
record Failures(BooleanSupplier stackTrace, BooleanSupplier ending) {
    private static final String INTERRUPTED =
            "interrupted before it had finished; what was finished is stored, and the same command"
                    + " goes on from there";

    /** An unknown option, a missing argument and the like. */
    int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String meant =
                e instanceof UnmatchedArgumentException unmatched
                        ? meant(command, unmatched.getUnmatched().get(0))
                        : "";
        err.println(Called.name() + ": " + Called.in(e.getMessage()) + meant);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String meant(CommandLine command, String word) {
        String name = word.replaceFirst("=.*", "");
        return Names.didYouMean(
                name,
                name.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
    }

    /** Whatever a command threw while it worked. */
    int report(Throwable e, PrintWriter err) {
        StatusLine.end();
        boolean user = e instanceof UserError;
        boolean defect = !user && !isInputOutput(e) && !isExpected(e);
        // A library that starts in a process that ends finds that it can not; a file cannot be
        // read.
        boolean interrupted = (defect || isByInterrupt(e)) && ending.getAsBoolean();
        String what = interrupted ? INTERRUPTED : describe(e);
        err.println(Called.name() + ": " + Called.in(what));
        if (stackTrace.getAsBoolean()) {
            e.printStackTrace(err);
        } else if (defect && !interrupted) {
            err.println(
                    "This is a defect of the program. Run again with --stack-trace to see where.");
        }
        return user && !interrupted ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String describe(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "out of memory; ANPVS_JAVA_OPTS=-Xmx8g gives Java 8 GB (" + e.getMessage() + ")";
        }
        if (e instanceof UserError || isExpected(e)) {
            return e.getMessage();
        }
        Throwable told = e instanceof UncheckedIOException ? e.getCause() : e;
        if (told.getClass() == IOException.class) {
            return told.getMessage();
        }
        // the message of a more special exception is often only the file's name
        return told.getClass().getSimpleName() + ": " + told.getMessage();
    }

    /** What happens to a correct program, too. */
    private static boolean isExpected(Throwable e) {
        return e instanceof InterruptedRun
                || e instanceof NonFiniteException
                || e instanceof OutOfMemoryError;
    }

    private static boolean isByInterrupt(Throwable e) {
        return e != null
                && (e instanceof ClosedByInterruptException || isByInterrupt(e.getCause()));
    }

    private static boolean isInputOutput(Throwable e) {
        return e instanceof IOException || e instanceof UncheckedIOException;
    }
}
