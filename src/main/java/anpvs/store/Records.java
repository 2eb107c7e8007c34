package anpvs.store;

import anpvs.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The results of one kind that are kept in a folder: one sealed file for each settings, named by
 * the kind and by the first 12 digits of the settings' SHA-256. Equal settings are measured once.
 * Whoever measures has the folder's lock until the result is kept, so that no work is done twice;
 * reading needs none.
 *
 * @param <S> how something is measured
 * @param <R> what is found
 */
public final class Records<S, R extends Records.Result<S>> {
    /**
     * What is found.
     *
     * @param <S> how it is measured
     */
    public interface Result<S> {
        /** {@return how it was measured} */
        S settings();

        /** {@return SHA-256 of the weights that were measured} */
        String checkpoint();
    }

    /** Ending of what was found so far for a record that is not there yet: a file or a folder. */
    public static final String BEGUN = ".part";

    private static final String RECORD = ".json";

    private final Path folder;
    private final Supplier<String> weights;
    private final String kind;
    private final Class<R> type;

    /**
     * @param folder where they are kept
     * @param weights SHA-256 of the present weights; results of others do not count
     * @param kind first word of the files' names
     * @param type what the files hold
     */
    public Records(Path folder, Supplier<String> weights, String kind, Class<R> type) {
        this.folder = folder;
        this.weights = weights;
        this.kind = kind + "-";
        this.type = type;
    }

    /** {@return SHA-256 of the weights that are there now} */
    public String weights() {
        return weights.get();
    }

    /**
     * @param settings how something is measured
     * @param ending of the file's name, such as {@code .npz}
     * @return the file beside the record of these settings
     */
    public Path file(S settings, String ending) {
        return folder.resolve(kind + SealedJson.id(settings) + ending);
    }

    /**
     * @return everything that is kept, by file name, also of earlier weights
     * @throws UserError if a record is damaged
     */
    public List<R> all() {
        return AtomicFiles.list(folder).stream()
                .filter(file -> file.getFileName().toString().startsWith(kind))
                .filter(file -> file.getFileName().toString().endsWith(RECORD))
                .map(this::read)
                .toList();
    }

    private R read(Path file) {
        try {
            return SealedJson.read(file, type);
        } catch (UserError e) {
            throw new UserError(
                    e.getMessage()
                            + "; restore the file (git checkout), or delete it and measure again",
                    e);
        }
    }

    /**
     * @return what is kept of the present weights, by file name
     * @throws UserError if a record is damaged
     */
    public List<R> current() {
        String now = weights.get();
        return all().stream().filter(result -> result.checkpoint().equals(now)).toList();
    }

    /**
     * @param fits which settings
     * @param rather the first in this order is taken
     * @return what is kept of the present weights with such settings; empty if nothing is
     * @throws UserError if a record is damaged
     */
    public Optional<R> find(Predicate<S> fits, Comparator<? super R> rather) {
        return current().stream().filter(result -> fits.test(result.settings())).min(rather);
    }

    /**
     * @param settings how something is measured
     * @param note gets a warning if the record is damaged
     * @return what is kept of the present weights; empty if nothing is, or it is damaged
     */
    public Optional<R> find(S settings, Consumer<String> note) {
        Path file = file(settings, RECORD);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            R found = SealedJson.read(file, type);
            boolean same =
                    found.settings().equals(settings) && found.checkpoint().equals(weights.get());
            return same ? Optional.of(found) : Optional.empty();
        } catch (UserError e) {
            note.accept("warning: " + e.getMessage() + "; measuring anew");
            return Optional.empty();
        }
    }

    /**
     * @param settings how something is measured
     * @param again whether it is measured also where it is kept; what is kept stays until the new
     *     result replaces it, and what was begun is gone on with
     * @param note gets what the user should know
     * @param measure asked if nothing is kept; what it writes it writes with the right that it gets
     * @return what is kept, or what was measured and is kept now
     * @throws RunHeld if it has to be measured and another process works in the folder
     */
    public R get(
            S settings,
            boolean again,
            Consumer<String> note,
            Function<AtomicFiles.Right, R> measure) {
        if (!again) {
            Optional<R> known = find(settings, note);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return locked(
                note,
                right -> {
                    // another process may have been faster
                    Optional<R> kept = again ? Optional.empty() : find(settings, line -> {});
                    return kept.orElseGet(() -> keep(measure.apply(right), right));
                });
    }

    /**
     * Does some work with the folder's lock.
     *
     * @param note gets a line if the lock was left by a process that is gone
     * @param work gets the right to write
     * @return its result
     * @throws RunHeld if another process works in the folder
     */
    public R locked(Consumer<String> note, Function<AtomicFiles.Right, R> work) {
        try (RunLock lock = RunLock.acquire(folder, note)) {
            return work.apply(lock);
        }
    }

    /**
     * Keeps a result; what was {@linkplain #BEGUN begun} of it is not needed any more.
     *
     * @param result replaces an earlier one of the same settings
     * @param right to write
     * @return the result
     */
    public R keep(R result, AtomicFiles.Right right) {
        SealedJson.write(file(result.settings(), RECORD), result, right);
        AtomicFiles.delete(file(result.settings(), BEGUN));
        return result;
    }
}
