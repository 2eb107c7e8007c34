package anpvs.store;

import anpvs.Texts;
import anpvs.UserError;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The right to write in a run's folder, as a file that is renewed while its holder lives. Machines
 * that share a file system see it where they do not see each other's locks, and it ends when its
 * holder does not renew it any more.
 *
 * <p>The files are {@code lease-00000001}, {@code lease-00000002} ..; the highest counts. To take
 * the lease is to create the next one, which the file system grants to one process only; a holder
 * that finds a higher number than its own has lost the lease, however late it wakes up. The highest
 * is never deleted, so that no number comes twice: a lease that is given back is renamed to {@code
 * lease-00000002.released}.
 *
 * <p>Age is the difference of two times of modification, that of the file and that of one made now:
 * the file system's clock, never that of a machine. Before a lease is taken away, it is watched for
 * longer than its holder takes to renew it, so that no clock at all can take it from a live one.
 */
final class Lease implements AutoCloseable {
    /** Environment variable: seconds after which a lease that is not renewed has expired. */
    static final String VARIABLE = "ANPVS_LEASE_SECONDS";

    private static final long SECONDS = 120;
    private static final Pattern NAME = Pattern.compile("lease-(\\d{8})(\\.released)?");

    /**
     * What the file says.
     *
     * @param who process, host and time, for people
     * @param machine the running system that the holder is on, see {@link Machine}
     * @param locked whether the holder has the operating system's lock as well
     * @param milliseconds without renewal after which it has expired
     */
    record Holder(String who, String machine, boolean locked, long milliseconds) {}

    /** A lease file. */
    private record Entry(Path file, long number, boolean released) {}

    private final Path folder;
    private final Entry own;
    private final byte[] content;
    private final Duration length;
    private final Thread renewer;
    private long renewed = System.nanoTime();

    private Lease(Path folder, Entry own, byte[] content, Duration length) {
        this.folder = folder;
        this.own = own;
        this.content = content;
        this.length = length;
        renewer = new Thread(this::keepRenewing, own.file.toString());
        renewer.setDaemon(true);
        renewer.start();
    }

    /** {@return how long a lease lasts without renewal: ANPVS_LEASE_SECONDS, else two minutes} */
    static Duration length(String value) {
        if (value == null || value.isBlank()) {
            return Duration.ofSeconds(SECONDS);
        }
        if (!value.strip().matches("\\d{1,5}") || Integer.parseInt(value.strip()) < 2) {
            throw new UserError(
                    "%s is '%s'; expected whole seconds, 2 to 99999, or unset it (then %s)"
                            .formatted(VARIABLE, value, SECONDS));
        }
        return Duration.ofSeconds(Integer.parseInt(value.strip()));
    }

    /**
     * @param folder the run's
     * @return who has the lease, whether or not it has expired; empty if nobody
     */
    static Optional<Holder> holder(Path folder) throws IOException {
        while (true) {
            Optional<Entry> last = last(folder).filter(entry -> !entry.released);
            Optional<Holder> holder = last.map(entry -> read(entry.file));
            if (last.isEmpty() || Files.exists(last.get().file)) {
                return holder;
            }
            // given back or taken over between listing and reading
        }
    }

    /**
     * @param folder the run's
     * @return whether somebody has the lease and has renewed it in time
     */
    static boolean fresh(Path folder) throws IOException {
        Optional<Entry> last = last(folder);
        return last.isPresent() && !last.get().released && !old(last.get(), now(folder));
    }

    /**
     * Takes the lease.
     *
     * @param folder the run's
     * @param locked whether this process has the operating system's lock
     * @param dead tells of a holder that is surely gone without waiting for the lease to expire
     * @return the lease; empty if another process has it
     */
    static Optional<Lease> take(Path folder, boolean locked, Predicate<Holder> dead)
            throws IOException {
        Duration length = length(System.getenv(VARIABLE));
        Optional<Entry> last = last(folder);
        if (last.isPresent()
                && !last.get().released
                && !dead.test(read(last.get().file))
                && !expired(folder, last.get())) {
            return Optional.empty();
        }
        long number = last.map(Entry::number).orElse(0L) + 1;
        Entry own = new Entry(folder.resolve(Texts.format("lease-%08d", number)), number, false);
        Holder holder =
                new Holder(Machine.describeProcess(), Machine.ID, locked, length.toMillis());
        byte[] content = SealedJson.canonical(holder).getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(own.file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return Optional.empty(); // another was quicker
        }
        // one that looked long ago may create a number that has been used and deleted since
        if (last(folder).filter(own::equals).isEmpty()) {
            Files.deleteIfExists(own.file);
            return Optional.empty();
        }
        for (Entry entry : entries(folder)) {
            if (entry.number < number) {
                Files.deleteIfExists(entry.file);
            }
        }
        return Optional.of(new Lease(folder, own, content, length));
    }

    /**
     * Makes sure that the lease is still this process's, and will be for half of its length.
     *
     * @return what became of the run; empty if the lease is this process's
     * @throws IOException if the folder cannot be read or written
     */
    synchronized Optional<String> lost() throws IOException {
        if (System.nanoTime() - renewed > length.toNanos() / 2) {
            try {
                renew();
            } catch (NoSuchFileException e) {
                // lost: the next holder has deleted it
            }
        }
        Optional<Entry> last = last(folder);
        if (last.isPresent() && last.get().number > own.number) {
            return Optional.of(
                    "now belongs to "
                            + read(last.get().file).who()
                            + ": this process stood still for more than "
                            + length.toSeconds()
                            + " s and was taken for dead");
        }
        return Files.exists(own.file)
                ? Optional.empty()
                : Optional.of("is nobody's: somebody deleted " + own.file);
    }

    // The same bytes again, never a new file: a lease that was taken away is not to come back.
    synchronized void renew() throws IOException {
        try (FileChannel channel = FileChannel.open(own.file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), 0);
        }
        renewed = System.nanoTime();
    }

    private void keepRenewing() {
        try {
            while (true) {
                Thread.sleep(length.toMillis() / 6);
                try {
                    renew();
                } catch (NoSuchFileException e) {
                    return; // lost; the next write finds out
                } catch (IOException e) {
                    // a file system that is away for a moment: tried again
                }
            }
        } catch (InterruptedException e) {
            // given back
        }
    }

    /** Gives the lease back. */
    @Override
    public void close() {
        renewer.interrupt();
        synchronized (this) {
            try {
                Files.move(own.file, folder.resolve(own.file.getFileName() + ".released"));
            } catch (IOException ignored) {
                // lost, or it expires
            }
        }
    }

    /** Not renewed for its length, nor while it is watched. */
    private static boolean expired(Path folder, Entry entry) throws IOException {
        if (!old(entry, now(folder))) {
            return false;
        }
        try {
            long before = modified(entry.file);
            Thread.sleep(read(entry.file).milliseconds / 4);
            return last(folder).filter(entry::equals).isPresent() && modified(entry.file) == before;
        } catch (NoSuchFileException e) {
            return false; // taken or given back in the meantime
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean old(Entry entry, long now) throws IOException {
        try {
            return now - modified(entry.file) > read(entry.file).milliseconds;
        } catch (NoSuchFileException e) {
            return false; // just given back, or another's by now
        }
    }

    /** The file system's clock, in milliseconds; this machine's where nothing can be written. */
    private static long now(Path folder) {
        try {
            return AtomicFiles.clock(folder);
        } catch (IOException e) {
            return System.currentTimeMillis();
        }
    }

    // Network file systems answer from a cache of some seconds, but ask the server on opening.
    private static long modified(Path file) throws IOException {
        Files.newInputStream(file).close();
        return Files.getLastModifiedTime(file).toMillis();
    }

    private static Optional<Entry> last(Path folder) throws IOException {
        return entries(folder).stream()
                .max(Comparator.comparingLong(Entry::number).thenComparing(one -> !one.released));
    }

    private static List<Entry> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> entry(file).stream()).toList();
        }
    }

    private static Optional<Entry> entry(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new Entry(file, Long.parseLong(name.group(1)), name.group(2) != null))
                : Optional.empty();
    }

    /** One that was killed while it wrote its name is nobody's, but has to expire all the same. */
    private static Holder read(Path file) {
        Holder holder = null;
        try {
            String where = file.toString();
            JsonNode tree = SealedJson.parse(Files.readString(file), where);
            holder = SealedJson.convert(tree, Holder.class, where);
        } catch (IOException | UserError e) {
            // as if it were empty
        }
        return holder != null
                ? holder
                : new Holder("a process", "", false, Duration.ofSeconds(SECONDS).toMillis());
    }
}
