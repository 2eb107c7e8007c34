package anpvs.cli;

import anpvs.UserError;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The entry point of the command line. */
@Command(
        name = "anpvs",
        description =
                "Reproduces \"Adversarial Neural Pruning with Latent Vulnerability Suppression\""
                        + " (ICML 2020).",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it failed, or a check that was asked for failed",
            "2:wrong usage, or something is missing or wrong that you can put right"
        })
public final class Main implements Runnable {
    /** Commands that compute on one device and leave it to {@link DeviceOption#apply} where. */
    private static final List<String> COMPUTING =
            List.of(
                    "train",
                    "evaluate",
                    "attack",
                    "check",
                    "doctor",
                    "table",
                    "figure",
                    "export",
                    "import",
                    "bench");

    @Option(
            names = "--stack-trace",
            scope = ScopeType.INHERIT,
            description = "On an error print where it happened.")
    private boolean stackTrace;

    @Spec private CommandSpec spec;

    private Main() {}

    /** Every command, in the order in which the help shows them. */
    private static List<Object> commands() {
        return List.of(
                new DoctorCommand(),
                new DataCommand(),
                new TrainCommand(),
                new EvaluateCommand(),
                new AttackCommand(),
                new CheckCommand(),
                new GridCommand(),
                new ReproduceAllCommand(),
                new RunsCommand(),
                new TableCommand(),
                new FigureCommand(),
                new ModelsCommand(),
                new ExportCommand(),
                new ImportCommand(),
                new BenchCommand());
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments command and options, see {@code --help}
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs a command.
     *
     * @param out where results go
     * @param err where errors and progress go
     * @param arguments command and options
     * @return exit code: 0 done, 1 failed, 2 the user's mistake
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        CommandLine line = commandLine(main).setOut(out).setErr(err);
        Failures failures = new Failures(() -> main.stackTrace);
        line.setParameterExceptionHandler(failures::wrongUsage);
        line.setExecutionExceptionHandler(
                (e, command, parsed) -> failures.report(e, command.getErr()));
        line.setExecutionStrategy(
                parsed -> {
                    try {
                        DeviceOption.apply(parsed);
                    } catch (UserError e) {
                        return failures.report(e, err);
                    }
                    return new CommandLine.RunLast().execute(parsed);
                });
        try {
            return line.execute(arguments);
        } catch (Error e) { // picocli hands on exceptions only
            return failures.report(e, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** {@return the whole tree of commands, as the program has it} */
    static CommandLine commandLine() {
        return commandLine(new Main());
    }

    private static CommandLine commandLine(Main main) {
        CommandLine line = new CommandLine(main);
        commands().forEach(line::addSubcommand);
        for (String name : COMPUTING) {
            CommandSpec device = CommandSpec.forAnnotatedObject(new DeviceOption());
            line.getSubcommands().get(name).getCommandSpec().addMixin("device", device);
        }
        return line;
    }

    /** Reached when no command was named. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
