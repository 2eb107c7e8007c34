package anpvs.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Records that this process has read and checked, so that a table which asks for the same run
 * twenty times reads it once. A record counts as long as its file is the same: writers replace
 * files, which gives them another number. One that has just been written is read again each time,
 * since a clock ticks too slowly to tell it from one that is written over.
 */
final class RecordCache {
    private static final int MOST = 2_000;
    private static final long SETTLED_MILLISECONDS = 2_000;

    private static final Map<Path, Entry> ENTRIES =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Entry> eldest) {
                    return size() > MOST;
                }
            };

    private RecordCache() {}

    private record Identity(Object number, long modified, long bytes) {
        static Identity of(Path file) throws IOException {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Identity(found.fileKey(), found.lastModifiedTime().toMillis(), found.size());
        }

        boolean settled() {
            return System.currentTimeMillis() - modified > SETTLED_MILLISECONDS;
        }
    }

    private record Entry(Identity identity, Object value) {}

    /**
     * @param file a file of the store
     * @param type what it holds
     * @param read reads and checks it; what it throws is thrown
     * @return the value, which nobody changes
     */
    static <T> T get(Path file, Class<T> type, Supplier<T> read) {
        Path key = file.toAbsolutePath();
        Identity now;
        try {
            now = Identity.of(key);
        } catch (IOException e) {
            return read.get(); // which says what is wrong with it
        }
        synchronized (ENTRIES) {
            Entry known = ENTRIES.get(key);
            if (known != null && known.identity().equals(now) && type.isInstance(known.value())) {
                return type.cast(known.value());
            }
        }
        T value = read.get();
        if (now.settled()) {
            synchronized (ENTRIES) {
                ENTRIES.put(key, new Entry(now, value));
            }
        }
        return value;
    }
}
