package anpvs.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * What the kit was built from.
 *
 * @param version version of the kit
 * @param commit git commit; "unknown" outside a checkout
 * @param modified whether that checkout had changes; null if unknown
 */
public record Build(String version, String commit, Boolean modified) {
    /** {@return this process's} */
    public static Build current() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("/anpvs/git.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException ignored) {
            // the commit is then unknown, and the record says so
        }
        String dirty = properties.getProperty("git.dirty");
        return new Build(
                properties.getProperty("git.build.version", "unknown"),
                properties.getProperty("git.commit.id", "unknown"),
                dirty == null ? null : Boolean.valueOf(dirty));
    }
}
