package anpvs.data;

import static anpvs.Mistakes.assertMistake;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.FileServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
    private static final byte[] CONTENT = Samples.noise(3, 300_000);
    private static final byte[] FILE = Samples.gzip(CONTENT);
    private static final KnownFile KNOWN = Samples.gzipped("digits", CONTENT);

    @TempDir private Path data;
    private final List<Long> progress = new ArrayList<>();
    private FileServer server;
    private Duration patience = Duration.ofSeconds(20);

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> fetch(URI... mirrors) throws IOException {
        Downloads downloads =
                new Downloads(
                        new DataFolder(data),
                        (name, done, total) -> progress.add(done),
                        patience,
                        Duration.ofMillis(2));
        return downloads.fetch(
                Dataset.MNIST, List.of(Download.single(KNOWN)), Arrays.asList(mirrors));
    }

    /** A mirror that answers so for the file. */
    private URI mirror(String name, Answer... answers) {
        return server.at("/" + name + "/digits.gz", answers).resolve(".");
    }

    private Path target() {
        return data.resolve("mnist/digits.gz");
    }

    private Path part() {
        return data.resolve("mnist/digits.gz.part");
    }

    private void keep(byte[] beginning) throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), beginning);
    }

    private void succeeded() throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(target()));
        assertFalse(Files.exists(part()));
    }

    private String failed(URI... mirrors) {
        IOException e = assertThrows(IOException.class, () -> fetch(mirrors));
        assertFalse(Files.exists(target()));
        return e.getMessage();
    }

    @Test
    void downloadsOnceAndThenLeavesItAlone() throws IOException {
        URI mirror = mirror("a", FileServer.file(FILE));
        assertEquals(List.of("digits.gz"), fetch(mirror));
        succeeded();
        assertEquals(FILE.length, progress.get(progress.size() - 1));
        assertEquals(List.of(), fetch(mirror));
        assertEquals(1, server.requests().size());
    }

    @Test
    void replacesDamagedFile() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target(), Arrays.copyOf(FILE, 1000));
        fetch(mirror("a", FileServer.file(FILE)));
        succeeded();
    }

    @Test
    void goesOnWhereTheConnectionWasCut() throws IOException {
        fetch(mirror("a", FileServer.cut(FILE, 100_000), FileServer.file(FILE)));
        succeeded();
        String second = server.requests().get(1);
        assertTrue(second.matches("/a/digits.gz bytes=[1-9]\\d*-"), second);
    }

    @Test
    void goesOnInTheNextRun() throws IOException {
        keep(Arrays.copyOf(FILE, 123_456));
        fetch(mirror("a", FileServer.file(FILE)));
        succeeded();
        assertEquals(List.of("/a/digits.gz bytes=123456-"), server.requests());
    }

    @Test
    void nextMirrorGoesOnWhereTheFirstGaveUp() throws IOException {
        keep(Arrays.copyOf(FILE, 5_000));
        fetch(mirror("a", FileServer.status(503)), mirror("b", FileServer.file(FILE)));
        succeeded();
        List<String> requests = server.requests();
        assertEquals("/b/digits.gz bytes=5000-", requests.get(requests.size() - 1));
    }

    @Test
    void completePartNeedsNoRequest() throws IOException {
        keep(FILE);
        fetch(mirror("a", FileServer.status(404)));
        succeeded();
        assertEquals(List.of(), server.requests());
    }

    @Test
    void serverThatIgnoresRangeStartsOver() throws IOException {
        keep(Arrays.copyOf(FILE, 5_000));
        fetch(mirror("a", FileServer.whole(FILE)));
        succeeded();
    }

    @Test
    void unsatisfiableRangeStartsOver() throws IOException {
        keep(Arrays.copyOf(FILE, 5_000));
        fetch(mirror("a", FileServer.status(416), FileServer.file(FILE)));
        succeeded();
        assertEquals("/a/digits.gz", server.requests().get(1));
    }

    @Test
    void beginningOfAnotherFileIsThrownAway() throws IOException {
        keep(Samples.noise(9, 5_000));
        fetch(mirror("a", FileServer.file(FILE)));
        succeeded();
        assertEquals(List.of("/a/digits.gz bytes=5000-", "/a/digits.gz"), server.requests());
    }

    @Test
    void beginningLongerThanTheFileIsThrownAway() throws IOException {
        keep(Samples.noise(9, FILE.length + 7));
        fetch(mirror("a", FileServer.file(FILE)));
        succeeded();
    }

    @Test
    void fileThatChangedOnTheServerIsNotMixed() throws IOException {
        keep(Arrays.copyOf(FILE, 5_000));
        byte[] other = Arrays.copyOf(FILE, FILE.length + 10);
        fetch(mirror("a", FileServer.file(other)), mirror("b", FileServer.file(FILE)));
        succeeded();
    }

    @Test
    void missingOnOneMirrorIsTakenFromTheNext() throws IOException {
        fetch(mirror("a", FileServer.status(404)), mirror("b", FileServer.file(FILE)));
        succeeded();
        assertEquals(List.of("/a/digits.gz", "/b/digits.gz"), server.requests());
    }

    @Test
    void followsRedirection() throws IOException {
        URI real = server.at("/cave/digits.gz", FileServer.file(FILE));
        fetch(mirror("a", FileServer.redirect(real)));
        succeeded();
    }

    @Test
    void lengthNeedNotBeAnnounced() throws IOException {
        fetch(mirror("a", FileServer.chunked(FILE)));
        succeeded();
    }

    @Test
    void wrongSumIsNeverUsed() {
        byte[] wrong = FILE.clone();
        wrong[1234] ^= 1;
        String message = failed(mirror("a", FileServer.file(wrong)));
        assertTrue(message.contains("expected SHA-256 " + Sha256.of(FILE)), message);
        assertTrue(message.contains("found " + Sha256.of(wrong)), message);
        assertFalse(Files.exists(part()));
    }

    @Test
    void webPageIsNamedAsSuch() {
        byte[] page = Arrays.copyOf("<!DOCTYPE html>sign in".getBytes(UTF_8), FILE.length);
        String message =
                failed(
                        mirror("a", FileServer.typed("text/html; charset=utf-8", page)),
                        mirror("b", FileServer.file(page)));
        assertEquals(2, message.split("a web page \\(HTML\\)", -1).length - 1, message);
    }

    @Test
    void otherLengthIsRefusedBeforeTheTransfer() {
        String message = failed(mirror("a", FileServer.whole(new byte[77])));
        assertTrue(message.contains("77 bytes, expected " + FILE.length), message);
    }

    @Test
    void endlessAnswerIsCutOff() {
        String message = failed(mirror("a", FileServer.chunked(new byte[FILE.length + 100_000])));
        assertTrue(message.contains("more than the expected"), message);
    }

    @Test
    void shortAnswerIsNotTakenForTheFile() {
        String message = failed(mirror("a", FileServer.chunked(Arrays.copyOf(FILE, 1_000))));
        assertTrue(message.contains("cut off"), message);
    }

    @Test
    void silentServerIsGivenUp() throws IOException {
        patience = Duration.ofMillis(700);
        fetch(mirror("a", FileServer.silent(FILE, 50_000, 60_000), FileServer.file(FILE)));
        succeeded();
    }

    @Test
    void everyMirrorsProblemIsTold() {
        URI nobody = URI.create("http://127.0.0.1:1/");
        String message = failed(mirror("a", FileServer.status(404)), nobody);
        assertTrue(message.contains("/a/digits.gz: HTTP status 404"), message);
        assertTrue(message.contains("http://127.0.0.1:1/digits.gz: ConnectException"), message);
        assertTrue(message.contains("put the files into " + data.resolve("mnist")), message);
    }

    @Test
    void whatCameBeforeTheFailureIsKept() throws IOException {
        failed(mirror("a", FileServer.cut(FILE, 100_000), FileServer.status(404)));
        assertTrue(Files.size(part()) > 0);
    }

    @Test
    void secondProcessIsSentAway() throws IOException {
        Files.createDirectories(part().getParent());
        try (PartFile busy = PartFile.open(part())) {
            assertEquals(0, busy.size());
            URI mirror = mirror("a", FileServer.file(FILE));
            assertMistake(() -> fetch(mirror), "another process");
        }
    }
}
