package anpvs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.metric.Answers;
import anpvs.progress.Progress;
import anpvs.store.Run;
import anpvs.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks archived networks again on the test images that come with the kit. */
class RemeasurementTest {
    private static final RunStore ARCHIVE = new RunStore(Path.of("runs"));

    @TempDir private Path noData;

    private Remeasurement remeasurement() {
        return new Remeasurement(ARCHIVE, new DataFolder(noData)::load, Progress.silent());
    }

    private static Map<String, FileTime> files(Run run) throws IOException {
        try (Stream<Path> files = Files.list(run.folder())) {
            return files.collect(Collectors.toMap(Path::toString, RemeasurementTest::time));
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anArchivedNetworkIsAsRobustAsItsRecordSaysAndItsFilesStay() throws IOException {
        Run run = ARCHIVE.find("mnist-anp-vs-quick-s0-db4737c72cf6");
        Map<String, FileTime> before = files(run);
        Remeasured found = remeasurement().again(List.of(run), 100).get(0);
        assertEquals(250, found.images()); // a whole batch
        assertTrue(found.agrees(), found.differing() + " answers differ");
        assertEquals(found.recordedClean().percent(), found.clean().percent(), 1);
        assertEquals(found.recordedAttacked().percent(), found.attacked().percent(), 1);
        assertEquals(before, files(run));
    }

    @Test
    void aVggIsAttackedOnAQuarterOfTheImages() {
        Run run = ARCHIVE.find("cifar10-at-quick-s0-262d447e0272");
        assertEquals(250, remeasurement().count(run, 1_000));
        assertEquals(500, remeasurement().count(run, 2_000));
    }

    @Test
    void isPossibleOfRunsWithWeightsAndRecord() {
        List<String> possible =
                remeasurement().possible(ARCHIVE.list()).stream().map(Run::id).toList();
        assertTrue(possible.contains("cifar10-at-quick-s0-262d447e0272"));
        // a source of transfer, which is not evaluated; a record without weights
        assertFalse(possible.contains("mnist-at-quick-s1000-1ac0173b8299"));
        assertFalse(possible.contains("mnist-trades-quick-s1-5e52d29637aa"));
    }

    @Test
    void moreImagesThanThereAreAreRefused() {
        Run run = ARCHIVE.find("mnist-anp-vs-quick-s0-db4737c72cf6");
        UserError error =
                assertThrows(UserError.class, () -> remeasurement().again(List.of(run), 10_000));
        assertTrue(error.getMessage().contains("anpvs data fetch mnist"), error.getMessage());
    }

    @Test
    void oneAnswerInAHundredMayDiffer() {
        BitSet right = new BitSet();
        right.set(0, 150);
        Answers recorded = Answers.of(right, right, right);
        BitSet two = (BitSet) right.clone();
        two.flip(3);
        two.flip(160);
        Remeasured near = new Remeasured(null, 200, recorded, Answers.of(two, two, two), 1);
        assertEquals(2, near.differing());
        assertTrue(near.agrees());
        assertEquals(75, near.attacked().percent());
        BitSet three = (BitSet) two.clone();
        three.flip(199);
        // on clean images, where the attack finds the same
        Remeasured far = new Remeasured(null, 200, recorded, Answers.of(three, two, two), 1);
        assertEquals(3, far.differing());
        assertFalse(far.agrees());
    }
}
