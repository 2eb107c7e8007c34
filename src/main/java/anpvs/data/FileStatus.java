package anpvs.data;

import java.nio.file.Path;

/**
 * What was found where a data file should be.
 *
 * @param path the file that was looked at; where it was expected if it is missing
 * @param state the finding
 * @param message one sentence: the file, what was expected, what was found
 */
public record FileStatus(Path path, State state, String message) {
    /** What is wrong with a file, if anything. */
    public enum State {
        /** The content is the published one. */
        OK,
        /** There is no such file. */
        MISSING,
        /** Cut off or too long. */
        WRONG_SIZE,
        /** The right length, but another content. */
        WRONG_SUM,
        /** A web page was saved in place of the data. */
        HTML,
        /** It holds another data file, for example the labels under the name of the images. */
        SWAPPED,
        /** It cannot be read or is a damaged gzip file. */
        UNREADABLE
    }

    /** {@return whether the file can be used} */
    public boolean ok() {
        return state == State.OK;
    }
}
