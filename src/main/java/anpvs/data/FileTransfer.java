package anpvs.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings one file from one address into a part file, from where an earlier try was cut off. */
final class FileTransfer {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    static {
        // Java would not send name and password to a proxy for https:// by the only way that most
        // have.
        String schemes = "jdk.http.auth.tunneling.disabledSchemes";
        System.setProperty(schemes, System.getProperty(schemes, ""));
    }

    private final HttpClient client;
    private final Duration patience;

    /**
     * @param patience after this long without a byte the connection counts as dead
     */
    FileTransfer(Duration patience) {
        this.patience = patience;
        EnvironmentProxy proxy = new EnvironmentProxy(System.getenv());
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .proxy(proxy);
        proxy.authenticator("https")
                .or(() -> proxy.authenticator("http"))
                .ifPresent(builder::authenticator);
        client = builder.build();
    }

    /** The server's answer cannot lead to the file; trying again is of no use. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Asks once for what is missing and appends what comes.
     *
     * @param from address
     * @param to what is there already
     * @param bytes length of the whole file
     * @param progress told the length after each piece
     * @throws Refused if the server has no such file, or one of another length
     * @throws IOException if the connection breaks; what came is kept
     */
    void fetch(URI from, PartFile to, long bytes, LongConsumer progress) throws IOException {
        if (to.size() > bytes) {
            to.restart();
        }
        long start = to.size();
        if (start == bytes) {
            return;
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(from).timeout(patience).header("User-Agent", "anpvs");
        if (start > 0) {
            request.header("Range", "bytes=" + start + "-");
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            accept(response, to, start, bytes);
            try (Watchdog watchdog = new Watchdog(body, patience)) {
                copy(body, to, bytes, watchdog, progress);
            }
        }
        if (to.size() < bytes) {
            throw new IOException("cut off after " + to.size() + " of " + bytes + " bytes");
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }

    /** Decides from status and headers whether the body is, or continues, the file. */
    private static void accept(
            HttpResponse<InputStream> response, PartFile to, long start, long bytes)
            throws IOException {
        int status = response.statusCode();
        if (status == 416 || (status == 206 && !continues(response, start, bytes))) {
            // our beginning belongs to another file than the server's
            to.restart();
            throw new IOException("the server cannot continue from byte " + start);
        }
        if (status == 200) {
            to.restart(); // a server that ignores Range sends everything
        } else if (status != 206) {
            String error =
                    status == 407
                            ? "the proxy wants a name and a password:"
                                    + " https_proxy=http://NAME:PASSWORD@HOST:PORT"
                            : "HTTP status " + status;
            throw status >= 500 || status == 429 ? new IOException(error) : new Refused(error);
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (type.startsWith("text/html")) {
            throw new Refused("a web page (HTML) instead of the data");
        }
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (status == 200 && length >= 0 && length != bytes) {
            throw new Refused("the server's file has " + length + " bytes, expected " + bytes);
        }
    }

    private static boolean continues(HttpResponse<?> response, long start, long bytes) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher matcher = CONTENT_RANGE.matcher(range);
        return matcher.matches()
                && matcher.group(1).equals(Long.toString(start))
                && (matcher.group(2).equals("*") || matcher.group(2).equals(Long.toString(bytes)));
    }

    private static void copy(
            InputStream body, PartFile to, long bytes, Watchdog watchdog, LongConsumer progress)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        int count = read(body, buffer, watchdog);
        while (count >= 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            if (to.size() + count > bytes) {
                to.restart();
                throw new Refused("the server sends more than the expected " + bytes + " bytes");
            }
            to.append(buffer, count);
            watchdog.alive();
            progress.accept(to.size());
            count = read(body, buffer, watchdog);
        }
    }

    private static int read(InputStream body, byte[] buffer, Watchdog watchdog) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw watchdog.hasBitten() ? new IOException("the server fell silent", e) : e;
        }
    }
}
