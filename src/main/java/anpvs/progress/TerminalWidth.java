package anpvs.progress;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** How wide a terminal is. */
public final class TerminalWidth {
    private static final int STANDARD_OUTPUT = 1;
    private static final long TIOCGWINSZ = 0x5413;

    private TerminalWidth() {}

    /** {@return characters of a line; empty where standard output is no terminal} */
    public static OptionalInt known() {
        return of(STANDARD_OUTPUT);
    }

    static OptionalInt of(int descriptor) {
        try {
            Function ioctl = NativeLibrary.getInstance("c").getFunction("ioctl");
            byte[] size = new byte[8]; // four short: rows, columns, and the same in pixels
            int status = ioctl.invokeInt(new Object[] {descriptor, TIOCGWINSZ, size});
            int found = ByteBuffer.wrap(size).order(ByteOrder.nativeOrder()).getShort(2) & 0xffff;
            return status == 0 && found > 0 ? OptionalInt.of(found) : OptionalInt.empty();
        } catch (LinkageError e) {
            return OptionalInt.empty(); // not Linux
        }
    }
}
