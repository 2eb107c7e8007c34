package anpvs.cli;

import anpvs.Texts;
import anpvs.UserError;
import anpvs.bench.Benchmark;
import anpvs.bench.StepBenchmark;
import anpvs.cli.options.Arguments;
import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.progress.TerminalProgress;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anpvs bench}: how fast training is on this machine, against its floors. */
@Command(
        name = "bench",
        description = {
            "Measure training speed on this machine against its floors.",
            "Takes some minutes; only the ratios mean something, and only on an idle machine.",
            "Without --network: ANP-VS of the paper on LeNet-5-Caffe, and its memory."
        })
final class BenchCommand implements Callable<Integer> {
    private static final Set<String> WITH_NETWORK =
            Set.of("--width", "--batch", "--precision", "--rounds", "--json");

    @Spec private CommandSpec command;

    @Option(
            names = "--network",
            paramLabel = "NETWORK",
            description = "lenet5 or vgg16: steps of six methods, and images a second.")
    private String network;

    @Option(
            names = "--width",
            paramLabel = "W",
            defaultValue = "1",
            description = "Factor of the channels of vgg16. Default: ${DEFAULT-VALUE}.")
    private double width;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Images a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "float32",
            description =
                    "What vgg16 is trained in: float32 or bfloat16. The attack of TRADES stays in"
                            + " float32. Default: ${DEFAULT-VALUE}.")
    private String precision;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is measured. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", description = "With --network: as JSON.")
    private boolean json;

    @Option(names = "--images-a-second", paramLabel = "METHOD", hidden = true)
    private String method;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (network == null) {
            Arguments.refuse(
                    command.commandLine().getParseResult(),
                    WITH_NETWORK::contains,
                    others ->
                            others
                                    + " goes with --network; add --network lenet5 or vgg16, or leave"
                                    + " it out");
            lenet(out);
            return 0;
        }
        if (!precision.equals("float32") && !precision.equals("bfloat16")) {
            throw new UserError(
                    "there is no precision '" + precision + "'; expected float32 or bfloat16");
        }
        StepBenchmark.Settings settings =
                new StepBenchmark.Settings(
                        network, width, batch, precision.equals("bfloat16"), rounds);
        if (method != null) {
            out.println(
                    StepBenchmark.throughput(
                            settings,
                            Method.of(method),
                            () -> waitForLine(out),
                            Throughput.SECONDS));
            return 0;
        }
        Progress progress = TerminalProgress.ofProcess();
        StepBenchmark steps = StepBenchmark.measure(settings, progress);
        List<String> words =
                List.of(
                        "--network=" + network,
                        "--width=" + width,
                        "--batch=" + batch,
                        "--precision=" + precision);
        List<Throughput> machine = Throughput.measure(words, progress);
        if (json) {
            out.println(json(steps, machine).toPrettyString());
        } else {
            print(out, steps, machine);
        }
        return 0;
    }

    /** Says that it is ready, and waits for the word to go. */
    private static void waitForLine(PrintWriter out) {
        out.println(Throughput.READY);
        out.flush();
        try {
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode json(StepBenchmark steps, List<Throughput> machine) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode tree = mapper.valueToTree(steps);
        ArrayNode rows = (ArrayNode) tree.get("rows");
        for (int i = 0; i < rows.size(); i++) {
            ((ObjectNode) rows.get(i)).put("outsideAttack", steps.rows().get(i).outsideAttack());
        }
        tree.set("throughput", mapper.valueToTree(machine));
        return tree;
    }

    private static void print(PrintWriter out, StepBenchmark steps, List<Throughput> machine) {
        StepBenchmark.Settings settings = steps.settings();
        out.printf(
                Locale.ROOT,
                "%s, width %s, batch %d, %s, %d engine threads, %s%n",
                settings.network(),
                settings.width(),
                settings.batch(),
                steps.environment().cpu(),
                steps.environment().threads(),
                steps.precision());
        out.printf(
                Locale.ROOT,
                "matrix product %.1f GFLOP/s; a forward pass at that rate %.1f ms%n%n",
                steps.gflops(),
                steps.floorMs());
        out.printf(
                "%-9s  %-9s  %9s  %9s  %9s  %s%n",
                "method",
                "dropout",
                "forward",
                "attack",
                "step",
                "not attack, in forwards (floor)");
        for (StepBenchmark.Row row : steps.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s  %-9s  %6.1f ms  %9s  %6.0f ms  %.1f (%d)%n",
                    row.method(),
                    row.dropout() == 0 ? "none" : "published",
                    row.forwardMs(),
                    row.attackSteps() == 0 ? "-" : Texts.format("%.1f ms", row.attackMs()),
                    row.stepMs(),
                    row.outsideAttack(),
                    row.floor());
        }
        out.printf("%nimages a second of the whole machine, steps of the quick profile%n");
        for (Throughput one : machine) {
            out.printf(
                    Locale.ROOT,
                    "%-9s  %d at a time, %d engine threads each  %.1f%n",
                    one.method(),
                    one.processes(),
                    one.threads(),
                    one.imagesPerSecond());
        }
    }

    private static void lenet(PrintWriter out) {
        Benchmark result = Benchmark.measure(TerminalProgress.ofProcess());
        out.printf(Locale.ROOT, "LeNet-5-Caffe, batch %d, ANP-VS of the paper%n", result.batch());
        out.printf(Locale.ROOT, "matrix product           %8.1f GFLOP/s%n", result.gflops());
        out.printf(
                Locale.ROOT,
                "forward pass             %8.2f ms   floor %.2f ms (its operations at that rate),"
                        + " ratio %.2f%n",
                result.forwardMs(),
                result.floorMs(),
                result.forwardMs() / result.floorMs());
        out.printf(
                Locale.ROOT,
                "attack step              %8.2f ms   %.2f forward passes%n",
                result.attackMs(),
                result.attackMs() / result.forwardMs());
        out.printf(
                Locale.ROOT,
                "  with weight gradients  %8.2f ms   ratio %.2f (aim: at most 0.75)%n",
                result.attackWithWeightsMs(),
                result.attackRatio());
        out.printf(
                Locale.ROOT,
                "training step, K = %d    %8.2f ms   ideal %.2f ms (2K + 6 forward passes), ratio"
                        + " %.2f (aim: at most 1.30)%n",
                result.attackSteps(),
                result.stepMs(),
                result.idealMs(),
                result.stepRatio());
        out.printf(Locale.ROOT, "outside engine calls     %8.1f %%%n", 100 * result.outsideShare());
        out.printf(
                Locale.ROOT,
                "resident memory          %8.0f MiB at step 100, %.0f MiB at step 600, growth"
                        + " %.2f %% (aim: below 2 %%)%n",
                result.residentBefore(),
                result.residentAfter(),
                result.memoryGrowthPercent());
    }
}
