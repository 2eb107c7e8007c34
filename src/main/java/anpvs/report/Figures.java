package anpvs.report;

import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.store.AtomicFiles;
import anpvs.study.Origin;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder of saved figures and tables. Each has an id: {@code <id>.svg} and {@code .png} show it
 * ({@code .html} a table), {@code .csv} holds its numbers, {@code .json} says which runs, profile
 * and version they come from. Files that differ in nothing but that version are left as they are:
 * the version is the one that first gave these numbers, and who only looks changes no file.
 */
public final class Figures {
    private static final String ORIGIN = ".json";
    private static final String COMMIT = "commit";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    /**
     * @param folder where to save; made when something is saved
     */
    public Figures(Path folder) {
        this.folder = folder;
    }

    /**
     * @param figure what to save; files of the same id are replaced where they differ
     * @return the figure
     * @throws UserError if the folder cannot be written
     */
    public Figure save(Figure figure) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(".svg", figure.drawing().svg());
        files.put(".png", figure.drawing().png());
        files.put(".csv", CsvFile.bytes(figure.data()));
        files.put(ORIGIN, json(figure.id(), figure.caption(), figure.origin()));
        write(figure.id(), files);
        return figure;
    }

    /**
     * @param made what to save; files of the same id are replaced where they differ
     * @return the table, with its distance to the paper's schedule below it if there is one
     * @throws UserError if the folder cannot be written
     */
    public SavedTable save(SavedTable made) {
        SavedTable table = ScheduleNote.of(made.origin()).map(made::withNote).orElse(made);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(".html", table.grid().toHtml().getBytes(StandardCharsets.UTF_8));
        files.put(".csv", CsvFile.bytes(table.data()));
        files.put(ORIGIN, json(table.id(), table.grid().caption(), table.origin()));
        write(table.id(), files);
        return table;
    }

    private static byte[] json(String id, String caption, Origin origin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("caption", caption);
        fields.put("profile", origin.profile().id());
        fields.put("dataset", origin.dataset().name());
        fields.put(COMMIT, origin.commit());
        fields.put("runs", origin.runIds());
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String id, Map<String, byte[]> files) {
        try {
            OutputFile.folder(folder);
        } catch (IOException e) {
            throw new UserError(
                    "cannot save '"
                            + id
                            + "': no folder can be made at "
                            + folder
                            + " ("
                            + e.getMessage()
                            + "); set ANPVS_FIGURES to another",
                    e);
        }
        Map<String, byte[]> changed = new LinkedHashMap<>(files);
        changed.entrySet()
                .removeIf(file -> holds(folder.resolve(id + file.getKey()), file.getValue()));
        if (!changed.isEmpty()) {
            changed.put(ORIGIN, files.get(ORIGIN)); // the version that changed them
        }
        changed.forEach((ending, bytes) -> AtomicFiles.write(folder.resolve(id + ending), bytes));
    }

    private static boolean holds(Path file, byte[] bytes) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            byte[] there = Files.readAllBytes(file);
            return Arrays.equals(there, bytes)
                    || (file.toString().endsWith(ORIGIN)
                            && withoutCommit(there).equals(withoutCommit(bytes)));
        } catch (IOException e) { // damaged: to be written anew
            return false;
        }
    }

    private static JsonNode withoutCommit(byte[] json) throws IOException {
        JsonNode tree = JSON.readTree(json);
        return tree instanceof ObjectNode fields ? fields.without(COMMIT) : tree;
    }
}
