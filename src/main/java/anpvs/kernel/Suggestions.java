package anpvs.kernel;

import java.util.List;
import java.util.Optional;

/**
 * What may stand at the cursor.
 *
 * @param texts the best first
 * @param from where the text begins that each of them replaces, up to the cursor
 */
record Suggestions(List<String> texts, int from) {
    /** One that is asked before the compiler, also inside a text; empty if it knows nothing. */
    @FunctionalInterface
    interface Source {
        /**
         * What this source knows.
         *
         * @param code the cell, its lines ended by newlines
         * @param at the cursor, in UTF-16 units; neither in a comment nor in a magic
         */
        Optional<Suggestions> at(String code, int at);
    }
}
