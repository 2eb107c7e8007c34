package anpvs.evaluate;

import ai.djl.ndarray.types.Shape;
import anpvs.Texts;
import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.data.Sha256;
import anpvs.store.AtomicFiles;
import anpvs.store.SealedJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an unfinished attack has found: a folder with one file for each attack and batch, written
 * whole or not at all, so that an attack that was killed goes on where it was.
 */
final class AttackJournal {
    /**
     * What the found examples belong to.
     *
     * @param run id of the attacked run
     * @param checkpoint SHA-256 of its final weights
     * @param settings how it is attacked
     * @param data SHA-256 of the data by file name
     * @param batchSize images at a time; decides which random numbers an image gets
     */
    record State(
            String run,
            String checkpoint,
            AttackSettings settings,
            Map<String, String> data,
            int batchSize) {
        private State withBatchSize(int size) {
            return new State(run, checkpoint, settings, data, size);
        }
    }

    /**
     * What one attack did to one batch.
     *
     * @param broken for each image of the batch whether it is misclassified now
     * @param images the adversarial images of the broken ones, one after another
     * @param seconds that it took
     */
    @SuppressWarnings("ArrayRecordComponent") // moved once between file and attack
    record Part(boolean[] broken, float[] images, double seconds) {}

    private final Path folder;
    private final State state;
    private final String seal;

    private AttackJournal(Path folder, State state) {
        this.folder = folder;
        this.state = state;
        this.seal = Sha256.of(SealedJson.canonical(state));
    }

    /**
     * @param folder where it lies; made if it is not there
     * @param state what is to be attacked; of a journal that has begun, the batch size is kept
     * @return the journal
     * @throws UserError if the folder holds the beginning of another attack, or cannot be written
     */
    static AttackJournal open(Path folder, State state) {
        Path file = folder.resolve("state.json");
        if (Files.exists(file)) {
            State begun = SealedJson.read(file, State.class);
            if (!begun.equals(state.withBatchSize(begun.batchSize()))) {
                throw new UserError(
                        ("%s holds the beginning of another attack (of run %s, weights %s, images of"
                                        + " %s); delete it to attack anew")
                                .formatted(
                                        folder,
                                        begun.run(),
                                        begun.checkpoint().substring(0, 12),
                                        String.join(", ", begun.data().keySet())));
            }
            return new AttackJournal(folder, begun);
        }
        AtomicFiles.makeFolder(folder);
        SealedJson.write(file, state, AtomicFiles.Right.EVERYBODY);
        return new AttackJournal(folder, state);
    }

    /** {@return images at a time} */
    int batchSize() {
        return state.batchSize();
    }

    /**
     * @param task number of the attack
     * @param batch number of the batch
     * @param rows the images of the batch; where rounding makes another one right, they differ
     * @return what was stored; empty if nothing was, or of other images
     * @throws UserError if the file is damaged or belongs to another attack
     */
    Optional<Part> find(int task, int batch, int[] rows) {
        Path file = folder.resolve(name(task, batch));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, HostArray> arrays = Npz.read(file);
        HostArray owner = arrays.get("state");
        if (owner == null || !seal.equals(owner.text())) {
            throw new UserError(
                    file + " belongs to another attack; delete " + folder + " to attack anew");
        }
        if (!arrays.keySet().equals(Set.of("state", "rows", "broken", "images", "seconds"))
                || !Arrays.equals(arrays.get("rows").ints(), rows)) {
            return Optional.empty();
        }
        byte[] flags = arrays.get("broken").data();
        boolean[] broken = new boolean[flags.length];
        for (int i = 0; i < flags.length; i++) {
            broken[i] = flags[i] != 0;
        }
        float[] images = arrays.get("images").floats();
        return Optional.of(new Part(broken, images, arrays.get("seconds").doubles()[0]));
    }

    /**
     * @param task number of the attack
     * @param batch number of the batch
     * @param rows the images of the batch
     * @param part what it did
     * @throws UserError if it cannot be written
     */
    void store(int task, int batch, int[] rows, Part part) {
        byte[] flags = new byte[part.broken().length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (byte) (part.broken()[i] ? 1 : 0);
        }
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("state", HostArray.ofText(seal));
        arrays.put("rows", HostArray.ofInts(rows));
        arrays.put("broken", HostArray.ofBytes(flags));
        arrays.put("images", HostArray.ofFloats(new Shape(part.images().length), part.images()));
        arrays.put("seconds", HostArray.ofDoubles(part.seconds()));
        AtomicFiles.write(
                folder.resolve(name(task, batch)),
                out -> Npz.write(arrays, out),
                AtomicFiles.Right.EVERYBODY);
    }

    private static String name(int task, int batch) {
        return Texts.format("part-%03d-%05d.npz", task, batch);
    }
}
