package anpvs.cli;

import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.cli.options.Arguments;
import anpvs.cli.options.RunsOption;
import anpvs.evaluate.OnnxFile;
import anpvs.store.CompactFile;
import anpvs.store.ModelFile;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code anpvs export}: a run's model as a file for numpy, or for what runs ONNX. */
@Command(
        name = "export",
        description = {
            "Write the weights and masks of a finished run to an .npz file that numpy reads.",
            "Arrays: conv1.weight (20,1,5,5), conv1.bias, conv2.*, dense3.weight (500,800; inputs"
                    + " channel-major), dense3.bias, dense4.*; with a mask mask1.a_uc, mask1.b_uc .."
                    + " mask4.*. VGG-16: conv1.* .. conv13.*, bn1.weight, bias, running_mean,"
                    + " running_var .. bn14.*, dense14.*, dense15.*, mask1.* .. mask15.*.",
            "With --compact the pruned network, rebuilt without its pruned units: smaller arrays of"
                    + " the same names, without bn and mask parameters, whose factors are in them;"
                    + " mask1.kept .. (numbers of the kept units); in VGG-16 conv2.constant .."
                    + " (u,3,3), the kernel over an input channel of ones, for what pruned channels"
                    + " leave behind batch normalisation; network, dataset, run (text as uint8).",
            "With --onnx an ONNX file (opset 13) that needs nothing else: images (N, C, H, W)"
                    + " float32 in [0, 1] to logits (N, classes), masks and batch normalisation"
                    + " multiplied into the weights, standardisation inside."
        })
final class ExportCommand implements Runnable {
    @Spec private CommandSpec command;
    @Mixin private RunsOption runs;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "Id of the run, or its beginning.")
    private String id;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "File to write.")
    private Path file;

    @Option(
            names = "--compact",
            description = "Rebuild the network without its pruned units; it gives the same logits.")
    private boolean compact;

    @Option(names = "--onnx", description = "Write an ONNX file, whole or with --compact.")
    private boolean onnx;

    @Option(
            names = "--draws",
            paramLabel = "N",
            description =
                    "With --onnx, of random weights (at-bnn) or masks: N draws in one graph, whose"
                            + " mean softmax is the prediction. Default: weights at their mean, the"
                            + " mask at its expectation.")
    private Integer draws;

    @Override
    public void run() {
        Run run = new RunStore(runs.folder()).find(Arguments.needed(id, "RUN"));
        Arguments.needed(file, "FILE");
        CommandLine line = command.commandLine();
        // the pipe may be the standard output
        PrintWriter out = OutputFile.isPipe(file) ? line.getErr() : line.getOut();
        if (draws != null && !onnx) {
            throw new UserError("--draws goes with --onnx");
        }
        if (onnx) {
            out.println(
                    run.id() + " -> " + file + ": " + OnnxFile.export(run, compact, draws, file));
        } else if (compact) {
            out.println(run.id() + " -> " + file + ": " + CompactFile.export(run, file));
        } else {
            ModelFile.export(run, file);
            out.println(run.id() + " -> " + file);
        }
    }
}
