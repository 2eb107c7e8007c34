package anpvs.report;

import anpvs.OutputFile;
import anpvs.UserError;
import anpvs.store.AtomicFiles;
import anpvs.study.Origin;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder of saved figures and tables. Each has an id: {@code <id>.svg} and {@code .png} show it
 * ({@code .html} a table), {@code .csv} holds its numbers, {@code .json} says which runs, profile
 * and version they come from.
 */
public final class Figures {
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
     * @param figure what to save; files of the same id are replaced
     * @return the figure
     * @throws UserError if the folder cannot be written
     */
    public Figure save(Figure figure) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(".svg", figure.drawing().svg());
        files.put(".png", figure.drawing().png());
        files.put(".csv", CsvFile.bytes(figure.data()));
        files.put(".json", json(figure.id(), figure.caption(), figure.origin()));
        write(figure.id(), files);
        return figure;
    }

    /**
     * @param made what to save; files of the same id are replaced
     * @return the table, with its distance to the paper's schedule below it if there is one
     * @throws UserError if the folder cannot be written
     */
    public SavedTable save(SavedTable made) {
        SavedTable table = ScheduleNote.of(made.origin()).map(made::withNote).orElse(made);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(".html", table.grid().toHtml().getBytes(StandardCharsets.UTF_8));
        files.put(".csv", CsvFile.bytes(table.data()));
        files.put(".json", json(table.id(), table.grid().caption(), table.origin()));
        write(table.id(), files);
        return table;
    }

    private static byte[] json(String id, String caption, Origin origin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("caption", caption);
        fields.put("profile", origin.profile().id());
        fields.put("dataset", origin.dataset().name());
        fields.put("commit", origin.commit());
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
        files.forEach((ending, bytes) -> AtomicFiles.write(folder.resolve(id + ending), bytes));
    }
}
