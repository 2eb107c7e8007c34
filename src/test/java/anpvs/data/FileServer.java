package anpvs.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that behaves as badly as a test wants it to. */
final class FileServer implements AutoCloseable {
    /** What is sent for a request. */
    interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    /** Answers at {@code path}: the n-th request gets the n-th answer, later ones the last. */
    URI at(String path, Answer... answers) {
        int[] next = {0};
        server.createContext(
                path,
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Range");
                    requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
                    Answer answer;
                    synchronized (next) {
                        answer = answers[Math.min(next[0]++, answers.length - 1)];
                    }
                    try (exchange) {
                        answer.send(exchange);
                    }
                });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** {@return path and Range of each request so far} */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** A good server's answer, with or without Range. */
    static Answer file(byte[] content) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range == null) {
                send(exchange, 200, content, 0, content.length);
                return;
            }
            int start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (start >= content.length) {
                status(416).send(exchange);
                return;
            }
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
            send(exchange, 206, content, start, content.length);
        };
    }

    /** Ignores Range. */
    static Answer whole(byte[] content) {
        return exchange -> send(exchange, 200, content, 0, content.length);
    }

    /** Promises everything and hangs up after {@code count} bytes. */
    static Answer cut(byte[] content, int count) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            OutputStream body = exchange.getResponseBody();
            body.write(content, 0, count);
            body.flush();
        };
    }

    /** Sends {@code count} bytes, then nothing until {@code wait} milliseconds have passed. */
    static Answer silent(byte[] content, int count, long wait) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            OutputStream body = exchange.getResponseBody();
            body.write(content, 0, count);
            body.flush();
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Does not say how much comes. */
    static Answer chunked(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content);
        };
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Answer redirect(URI target) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", target.toString());
            exchange.sendResponseHeaders(302, -1);
        };
    }

    static Answer typed(String type, byte[] content) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            send(exchange, 200, content, 0, content.length);
        };
    }

    private static void send(HttpExchange exchange, int status, byte[] content, int from, int to)
            throws IOException {
        exchange.sendResponseHeaders(status, to - from);
        try {
            exchange.getResponseBody().write(content, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException("the client hung up", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
