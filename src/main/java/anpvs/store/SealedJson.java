package anpvs.store;

import anpvs.UserError;
import anpvs.data.Sha256;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JSON of the store: canonical (sorted keys, one way to write a number, nulls left out), so
 * that it can be hashed, and sealed by the hash of its own content, so that damage is seen.
 */
public final class SealedJson {
    /** Field of a sealed object: SHA-256 of the canonical text of all other fields. */
    static final String SEAL = "sha256";

    private static final long LARGEST = 16 << 20;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    // shortest decimal: the JDK's own form changed in JDK 19
                                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                                    .build())
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    // a record is its components; isImported() and the like are not stored
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    // start=standard, attack.precision=bfloat16: as people type them
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT) // 2.5 epochs are not 2
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    private SealedJson() {}

    /** {@return the value as one line: equal values give equal text on every machine} */
    public static String canonical(Object value) {
        // through a tree and a sorted map, so that nested objects are sorted as well
        return written(MAPPER.writer(), MAPPER.convertValue(tree(value), Object.class));
    }

    private static String written(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // our own records always can be written
        }
    }

    /** {@return the first 12 hexadecimal digits of the SHA-256 of the value's canonical text} */
    public static String id(Object value) {
        return Sha256.of(canonical(value)).substring(0, 12);
    }

    /** {@return any JSON as one line, keys as they come} */
    public static String line(JsonNode node) {
        return written(MAPPER.writer(), node);
    }

    /** {@return the value as a tree} */
    public static ObjectNode tree(Object value) {
        return (ObjectNode) parse(written(MAPPER.writer(), value), "what was just written");
    }

    /**
     * @param value a record
     * @param pretty on several lines, or on one
     * @return its JSON with the seal
     */
    public static String seal(Object value, boolean pretty) {
        ObjectNode tree = tree(value);
        tree.put(SEAL, Sha256.of(canonical(tree)));
        return pretty
                ? written(MAPPER.writerWithDefaultPrettyPrinter(), tree) + "\n"
                : canonical(tree);
    }

    /**
     * @param file replaced if it is there
     * @param value a record, which is sealed
     * @param right whether this process may
     * @throws UserError if it cannot be written; an earlier file is then untouched
     */
    public static void write(Path file, Object value, AtomicFiles.Right right) {
        AtomicFiles.write(file, seal(value, true), right);
    }

    /**
     * @param file a sealed file
     * @param type what it holds
     * @return the value
     * @throws UserError naming the file, if it is missing, damaged or of another kind
     */
    public static <T> T read(Path file, Class<T> type) {
        return RecordCache.get(file, type, () -> unseal(text(file), type, file.toString()));
    }

    /**
     * @param text sealed JSON
     * @param type what it holds
     * @param where named in the error
     * @return the value
     * @throws UserError if the text is damaged or of another kind
     */
    public static <T> T unseal(String text, Class<T> type, String where) {
        JsonNode parsed = parse(text, where);
        if (!(parsed instanceof ObjectNode tree) || !tree.path(SEAL).isTextual()) {
            throw new UserError(where + " is damaged: its checksum '" + SEAL + "' is missing");
        }
        String seal = tree.remove(SEAL).textValue();
        String found;
        try {
            found = Sha256.of(canonical(tree));
        } catch (IllegalStateException e) { // a number too large to write, as 1e12345
            throw new UserError(where + " is damaged: " + e.getMessage(), e);
        }
        if (!found.equals(seal)) {
            throw new UserError(
                    "%s is damaged: expected checksum %s, found %s (was it edited?)"
                            .formatted(where, seal, found));
        }
        return convert(tree, type, where);
    }

    /**
     * @param tree JSON
     * @param type what it holds
     * @param where named in the error
     * @return the value
     * @throws UserError if a field is missing, unknown or of another type
     */
    public static <T> T convert(JsonNode tree, Class<T> type, String where) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof UserError wrong) { // a record that checks its values
                throw new UserError(where + ": " + wrong.getMessage(), e);
            }
            throw new UserError(where + ": " + JsonProblem.of(e, tree), e);
        }
    }

    /**
     * @param text JSON
     * @param where named in the error
     * @return the tree
     * @throws UserError if it is no JSON
     */
    public static JsonNode parse(String text, String where) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UserError(where + " is damaged: " + e.getOriginalMessage(), e);
        } catch (NumberFormatException e) { // Jackson's own, of an exponent of many digits
            throw new UserError(where + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * @param file a text file of the store
     * @return its content
     * @throws UserError naming the file, if it is missing, not UTF-8 or absurdly large
     */
    public static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UserError(
                        file + " has " + Files.size(file) + " bytes; no record is that large");
            }
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new UserError(file + " is damaged: it is not UTF-8 text", e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + UserError.reason(e), e);
        }
    }
}
