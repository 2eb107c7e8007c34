package anpvs.data;

import anpvs.OutputFile;
import anpvs.Texts;
import anpvs.UserError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Downloads the data sets. A file appears under its name only when its SHA-256 is right; a download
 * that was cut off goes on where it stopped, in this run or the next.
 */
public final class Downloads {
    /** Told about the download that is going on. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param name file
         * @param done bytes that are there
         * @param total bytes of the whole file
         */
        void update(String name, long done, long total);
    }

    /** Tries at one mirror that bring nothing new before the next mirror is asked. */
    private static final int TRIES = 4;

    private final DataFolder folder;
    private final Listener progress;
    private final FileTransfer transfer;
    private final Duration pause;

    /**
     * @param folder where the sets go, each into its own folder
     * @param progress told of each piece that arrives
     */
    public Downloads(DataFolder folder, Listener progress) {
        this(folder, progress, Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    Downloads(DataFolder folder, Listener progress, Duration patience, Duration pause) {
        this.folder = folder;
        this.progress = progress;
        this.transfer = new FileTransfer(patience);
        this.pause = pause;
    }

    /**
     * Downloads what is missing or damaged of a set.
     *
     * @param dataset which set; of a synthetic one nothing
     * @param mirror a folder on a server to try before the known ones; null for none
     * @return names of the files that were written; empty if all were there already
     * @throws IOException if no mirror has it, the network fails or the disk is full
     * @throws UserError if another process downloads the same file
     */
    public List<String> fetch(Dataset dataset, URI mirror) throws IOException {
        List<URI> mirrors = new ArrayList<>();
        if (mirror != null) {
            mirrors.add(asFolder(mirror));
        }
        mirrors.addAll(Download.mirrors(dataset));
        return fetch(dataset, Download.of(dataset), mirrors);
    }

    List<String> fetch(Dataset dataset, List<Download> downloads, List<URI> mirrors)
            throws IOException {
        List<String> written = new ArrayList<>();
        for (Download download : downloads) {
            boolean there =
                    download.files().stream()
                            .allMatch(
                                    f -> FileCheck.read(f, folder.find(dataset, f)).status().ok());
            if (!there) {
                fetch(download, mirrors, OutputFile.folder(folder.home(dataset)));
                download.files().forEach(file -> written.add(file.publishedName()));
            }
        }
        return written;
    }

    private void fetch(Download download, List<URI> mirrors, Path home) throws IOException {
        checkSpace(download, home);
        Optional<Path> brought = brought(download, home);
        if (brought.isPresent()) {
            Archive.unpack(brought.get(), download, home);
            return;
        }
        List<String> problems = new ArrayList<>();
        Path place = OutputFile.regular(home.resolve(download.name())); // beside it, to be renamed
        try (PartFile part = PartFile.open(place.resolveSibling(download.name() + ".part"))) {
            for (URI mirror : mirrors) {
                URI address = mirror.resolve(download.name());
                try {
                    fetch(address, download, part);
                    use(download, part, place, home);
                    return;
                } catch (InterruptedIOException | FileSystemException e) {
                    throw e;
                } catch (IOException e) {
                    problems.add(address + ": " + describe(e));
                }
            }
        }
        throw new IOException(
                "could not download "
                        + (download.name() + ":\n  " + String.join("\n  ", problems))
                        + "\nRun the command again to continue, name another server with --from"
                        + (" URL, or put the files into " + home + " yourself."));
    }

    /** The published archive, where somebody has put it into the folder as it was published. */
    private Optional<Path> brought(Download download, Path home) throws IOException {
        if (download.folder() == null) {
            return Optional.empty(); // single files are used where they lie
        }
        for (Path place : List.of(home, folder.path())) {
            Path archive = place.resolve(download.name());
            if (Files.isRegularFile(archive)
                    && Files.size(archive) == download.bytes()
                    && Sha256.of(archive).equals(download.sha256())) {
                return Optional.of(archive);
            }
        }
        return Optional.empty();
    }

    /** Tries one mirror until the file is there with the right sum. */
    private void fetch(URI from, Download download, PartFile part) throws IOException {
        boolean continued = part.size() > 0;
        int failures = 0;
        while (true) {
            long before = part.size();
            try {
                transfer.fetch(
                        from,
                        part,
                        download.bytes(),
                        done -> progress.update(download.name(), done, download.bytes()));
                String sum = part.seal();
                if (sum.equals(download.sha256())) {
                    return;
                }
                boolean html = FileCheck.isHtml(part.head());
                part.restart();
                if (!continued) {
                    throw new FileTransfer.Refused(
                            html
                                    ? "a web page (HTML) instead of the data"
                                    : "expected SHA-256 " + download.sha256() + ", found " + sum);
                }
                continued = false; // the old beginning may have been the wrong part
            } catch (FileTransfer.Refused | InterruptedIOException | FileSystemException e) {
                throw e;
            } catch (IOException e) {
                failures = part.size() > before ? 1 : failures + 1;
                if (failures >= TRIES) {
                    throw e;
                }
                pause(failures);
            }
        }
    }

    private static void use(Download download, PartFile part, Path place, Path home)
            throws IOException {
        if (download.folder() == null) {
            Files.move(part.path(), place, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Archive.unpack(part.path(), download, home);
            Files.delete(part.path());
        }
    }

    private static void checkSpace(Download download, Path home) {
        long unpacked =
                download.folder() == null
                        ? 0
                        : download.files().stream().mapToLong(KnownFile::bytes).sum();
        long needed = download.bytes() + unpacked;
        // Not Files.getFileStore, which fails where the root is no mount point (a chroot).
        long free = home.toFile().getUsableSpace();
        if (free < needed) {
            throw new UserError(
                    Texts.format(
                            "%s needs %,d MB free in %s, found %,d; free some, or choose another"
                                    + " folder with --data DIR",
                            download.name(), needed >> 20, home, free >> 20));
        }
    }

    private void pause(int failures) throws IOException {
        try {
            Thread.sleep(pause.toMillis() * (1L << failures) / 2);
        } catch (InterruptedException e) {
            throw FileTransfer.interrupted(e);
        }
    }

    private static URI asFolder(URI mirror) {
        String text = mirror.toString();
        return text.endsWith("/") ? mirror : URI.create(text + "/");
    }

    /** Network exceptions often have no message of their own. */
    private static String describe(IOException e) {
        if (e instanceof FileTransfer.Refused) {
            return e.getMessage();
        }
        Throwable told = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
        String message = told.getMessage() == null ? "" : ": " + told.getMessage();
        return told.getClass().getSimpleName() + message;
    }
}
