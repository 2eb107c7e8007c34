package anpvs.cli.options;

import anpvs.progress.TerminalWidth;
import picocli.CommandLine.Option;

/** Mixin of the commands that print tables. */
public final class WideOption {
    @Option(
            names = "--wide",
            description =
                    "Print all columns. Default on a terminal: as many as fit its width; a last line"
                            + " names the others.")
    private boolean wide;

    /** {@return how many characters a line may have} */
    public int characters() {
        return wide ? Integer.MAX_VALUE : TerminalWidth.known().orElse(Integer.MAX_VALUE);
    }
}
