package anpvs.cli;

import anpvs.experiment.Benchmark;
import anpvs.experiment.TerminalProgress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code anpvs bench}: how fast training is on this machine, against its floors. */
@Command(
        name = "bench",
        description = {
            "Measure training speed on this machine against its floors.",
            "Takes some minutes; only the ratios mean something, and only on an idle machine."
        })
final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        Benchmark result = Benchmark.measure(TerminalProgress.ofProcess());
        PrintWriter out = command.commandLine().getOut();
        out.printf("LeNet-5-Caffe, batch %d, ANP-VS of the paper%n", result.batch());
        out.printf("matrix product           %8.1f GFLOP/s%n", result.gflops());
        out.printf(
                "forward pass             %8.2f ms   floor %.2f ms (its operations at that rate),"
                        + " ratio %.2f%n",
                result.forwardMs(), result.floorMs(), result.forwardMs() / result.floorMs());
        out.printf(
                "attack step              %8.2f ms   %.2f forward passes%n",
                result.attackMs(), result.attackMs() / result.forwardMs());
        out.printf(
                "  with weight gradients  %8.2f ms   ratio %.2f (aim: at most 0.75)%n",
                result.attackWithWeightsMs(), result.attackRatio());
        out.printf(
                "training step, K = %d    %8.2f ms   ideal %.2f ms (2K + 6 forward passes), ratio"
                        + " %.2f (aim: at most 1.30)%n",
                result.attackSteps(), result.stepMs(), result.idealMs(), result.stepRatio());
        out.printf("outside engine calls     %8.1f %%%n", 100 * result.outsideShare());
        out.printf(
                "resident memory          %8.0f MiB at step 100, %.0f MiB at step 600, growth"
                        + " %.2f %% (aim: below 2 %%)%n",
                result.residentBefore(), result.residentAfter(), result.memoryGrowthPercent());
        return 0;
    }
}
