package anpvs.report;

import anpvs.OutputFile;
import anpvs.ProjectFolder;
import anpvs.Texts;
import anpvs.UserError;
import anpvs.plot.Drawing;
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
 *
 * @param folder where to save; made when something is saved
 */
public record Figures(Path folder) {
    private static final String ORIGIN = ".json";
    private static final String COMMIT = "commit";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * @param figure what to save; files of the same id are replaced where they differ
     * @return the figure
     * @throws UserError if the folder cannot be written
     */
    public Figure save(Figure figure) {
        Drawing drawing = figure.drawing();
        byte[] csv = CsvFile.bytes(figure.data());
        write(
                figure.id(),
                Map.of(".svg", drawing.svg(), ".png", drawing.png(), ".csv", csv),
                json(figure.id(), figure.caption(), figure.origin()));
        return figure;
    }

    /**
     * @param made what to save; files of the same id are replaced where they differ
     * @return the table, with its distance to the paper's schedule below it if there is one
     * @throws UserError if the folder cannot be written
     */
    public SavedTable save(SavedTable made) {
        SavedTable table = ScheduleNote.of(made.origin()).map(made::withNote).orElse(made);
        byte[] html = table.grid().toHtml().getBytes(StandardCharsets.UTF_8);
        write(
                table.id(),
                Map.of(".html", html, ".csv", CsvFile.bytes(table.data())),
                json(table.id(), table.grid().caption(), table.origin()));
        return table;
    }

    /** {@return the folder as a reader is to see it: below the project folder from there on} */
    public String shown() {
        Path home = ProjectFolder.home();
        return (folder.startsWith(home) ? home.relativize(folder) : folder).toString();
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

    private void write(String id, Map<String, byte[]> files, byte[] origin) {
        try {
            OutputFile.folder(folder);
        } catch (IOException e) {
            throw new UserError(
                    Texts.format(
                            "cannot save '%s': no folder can be made at %s (%s); set ANPVS_FIGURES to"
                                    + " another",
                            id, folder, e.getMessage()),
                    e);
        }
        Map<String, byte[]> changed = new LinkedHashMap<>(files);
        changed.put(ORIGIN, origin);
        changed.entrySet()
                .removeIf(file -> holds(folder.resolve(id + file.getKey()), file.getValue()));
        if (!changed.isEmpty()) {
            changed.put(ORIGIN, origin); // last: the version that changed them
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
