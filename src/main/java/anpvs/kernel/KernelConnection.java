package anpvs.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;

/**
 * The base library's connection, but an error of a cell is sent as our {@link CellFailure}
 * describes it, in the output and in the reply alike: the library would name it after the class of
 * the exception and list raw stack frames in the reply, which is what {@code nbconvert} prints.
 */
final class KernelConnection extends JupyterConnection {
    private final JavaKernel kernel;

    KernelConnection(KernelConnectionProperties properties, JavaKernel kernel)
            throws NoSuchAlgorithmException, InvalidKeyException {
        super(properties);
        this.kernel = kernel;
    }

    @Override
    public ShellReplyEnvironment prepareReplyEnv(ShellChannel channel, MessageContext context) {
        return new Replies(channel, stdin, iopub, context);
    }

    private final class Replies extends ShellReplyEnvironment {
        Replies(
                ShellChannel shell,
                StdinChannel stdin,
                JupyterSocket iopub,
                MessageContext context) {
            super(shell, stdin, iopub, context);
        }

        @Override
        public <T extends ContentType<T>> void publish(T content) {
            CellFailure failure = content instanceof PublishError ? kernel.failure() : null;
            if (failure == null) {
                super.publish(content);
            } else {
                super.publish(
                        new PublishError(failure.name(), failure.getMessage(), failure.lines()));
            }
        }

        @Override
        public void replyError(MessageType<?> type, ErrorReply error) {
            CellFailure failure = kernel.failure();
            if (failure == null) {
                super.replyError(type, error);
                return;
            }
            ErrorReply reply =
                    new ErrorReply(failure.name(), failure.getMessage(), failure.lines());
            reply.setExecutionCount(kernel.cellNumber());
            super.replyError(type, reply);
        }
    }
}
