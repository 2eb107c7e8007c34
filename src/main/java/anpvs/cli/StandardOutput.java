package anpvs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;

/** Where results go. It remembers why something was not written, of which writers say nothing. */
final class StandardOutput extends FilterOutputStream {
    private IOException failure;

    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * @param code of the command
     * @param err told what was not written
     * @return the exit code of the process: 1 where results are lost. A reader that has closed its
     *     pipe, as head does, has what it wanted.
     */
    int conclude(int code, PrintWriter err) {
        if (failure == null || "Broken pipe".equals(failure.getMessage())) {
            return code;
        }
        err.println(
                "%s: the output could not be written: %s; what is stored is complete"
                        .formatted(Called.name(), failure.getMessage()));
        return code == ExitCode.OK ? ExitCode.SOFTWARE : code;
    }
}
