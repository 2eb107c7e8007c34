package anpvs.cli;

import anpvs.UserError;
import anpvs.cli.options.DeviceOption;
import anpvs.cli.options.OptionNumbers;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
    /** Every command, in the order in which the help shows them. */
    static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("reproduce", ReproduceCommand::new);
        COMMANDS.put("data", DataCommand::new);
        COMMANDS.put("train", TrainCommand::new);
        COMMANDS.put("evaluate", EvaluateCommand::new);
        COMMANDS.put("attack", AttackCommand::new);
        COMMANDS.put("check", CheckCommand::new);
        COMMANDS.put("grid", GridCommand::new);
        COMMANDS.put("reproduce-all", ReproduceAllCommand::new);
        COMMANDS.put("runs", RunsCommand::new);
        COMMANDS.put("table", TableCommand::new);
        COMMANDS.put("figure", FigureCommand::new);
        COMMANDS.put("models", ModelsCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("import", ImportCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
    }

    /** All others compute on one device, and leave it to {@link DeviceOption#apply} where. */
    private static final Set<String> WITHOUT_DEVICE =
            Set.of("data", "grid", "reproduce-all", "runs", "models");

    @Option(
            names = "--stack-trace",
            scope = ScopeType.INHERIT,
            description = "On an error print where it happened.")
    private boolean stackTrace;

    @Spec private CommandSpec spec;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments command and options, see {@code --help}
     */
    public static void main(String[] arguments) {
        StandardOutput standard = new StandardOutput();
        PrintWriter out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = standard.conclude(run(out, err, arguments), err);
        Interrupts.conclude();
        System.exit(code);
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
        CommandLine line = commandLine(main, needed(arguments)).setOut(out).setErr(err);
        OptionNumbers.register(line);
        Failures failures = new Failures(() -> main.stackTrace, Interrupts::ending);
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
                    return guarded(parsed)
                            ? Interrupts.guard(() -> new CommandLine.RunLast().execute(parsed))
                            : new CommandLine.RunLast().execute(parsed);
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

    /**
     * Whether a command computes for longer than a moment. Writing into a pipe, as export does,
     * cannot be interrupted.
     */
    private static boolean guarded(CommandLine.ParseResult parsed) {
        return parsed.hasSubcommand()
                && DeviceOption.isIn(parsed.subcommand().commandSpec())
                && !parsed.subcommand().commandSpec().name().equals("export");
    }

    /** {@return the whole tree of commands, as the program has it} */
    static CommandLine commandLine() {
        return commandLine(new Main(), COMMANDS.keySet());
    }

    /** The command that these arguments name, which is made alone: a third of a second less. */
    private static Set<String> needed(String... arguments) {
        return Arrays.stream(arguments)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .filter(COMMANDS::containsKey)
                .map(Set::of)
                .orElse(COMMANDS.keySet());
    }

    private static CommandLine commandLine(Main main, Set<String> needed) {
        CommandLine line = new CommandLine(main).setCommandName(Called.name());
        for (String name : needed) {
            line.addSubcommand(COMMANDS.get(name).get());
            if (!WITHOUT_DEVICE.contains(name)) {
                CommandSpec device = CommandSpec.forAnnotatedObject(new DeviceOption());
                line.getSubcommands().get(name).getCommandSpec().addMixin("device", device);
            }
        }
        return line;
    }

    /** Reached when no command was named. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
