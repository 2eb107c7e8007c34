package anpvs.kernel.javadoc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/** Signatures with their Javadoc, as plain text. */
public final class Comments {
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)\\s*([^{}]*)}");
    private static final Pattern HTML_TAG = Pattern.compile("</?\\w[^>]*>");

    private final SourceComments kit;
    private final Path jdk;

    /**
     * Javadoc from the JDK's sources, which JShell reads, and the kit's.
     *
     * @param jdk the folder of the JDK that runs
     */
    public Comments(SourceComments kit, Path jdk) {
        this.kit = kit;
        this.jdk = jdk;
    }

    /** All of them, parted by empty lines; where the JDK's sources are missing it says so. */
    public String described(List<Documentation> found) {
        Set<String> texts = new LinkedHashSet<>();
        boolean missing = false;
        for (Documentation each : found) {
            Signature signature = Signature.of(each.signature());
            String javadoc = each.javadoc();
            if (javadoc == null) {
                javadoc = kit.of(signature).orElse(null);
            }
            missing |= javadoc == null && !hasSources() && isOfJdk(signature.path());
            texts.add(each.signature() + (javadoc == null ? "" : "\n" + plain(javadoc)));
        }
        if (missing) {
            texts.add(
                    "(No Javadoc: "
                            + jdk
                            + " has no lib/src.zip; on Debian the package openjdk-"
                            + Runtime.version().feature()
                            + "-source brings it.)");
        }
        return String.join("\n\n", texts);
    }

    /** Where JShell looks for them. */
    private boolean hasSources() {
        return Files.isReadable(jdk.resolve("lib/src.zip"))
                || Files.isReadable(jdk.resolveSibling("src.zip"));
    }

    /** Whether the JDK has a class of this name, with or without its package. */
    private static boolean isOfJdk(String path) {
        String first = path.split("\\.", -1)[0];
        for (Module module : ModuleLayer.boot().modules()) {
            for (String name : module.getPackages()) {
                if (name.startsWith("java")
                        && (path.startsWith(name + ".")
                                || Class.forName(module, name + "." + first) != null)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The text of a comment without its markup. */
    static String plain(String javadoc) {
        String text = HTML_TAG.matcher(javadoc).replaceAll("");
        String before;
        do { // a tag may stand in another
            before = text;
            text =
                    INLINE_TAG
                            .matcher(text)
                            .replaceAll(
                                    tag ->
                                            Matcher.quoteReplacement(
                                                    words(tag.group(1), tag.group(2))));
        } while (!text.equals(before));
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip();
    }

    private static String words(String tag, String content) {
        if (!tag.startsWith("link")) {
            return content;
        }
        Matcher link =
                Pattern.compile("([^\\s(]+(?:\\([^)]*\\))?)\\s*(.*)", Pattern.DOTALL)
                        .matcher(content);
        if (!link.matches()) {
            return content;
        }
        return link.group(2).isEmpty()
                ? link.group(1).replaceFirst("^#", "").replace('#', '.')
                : link.group(2);
    }
}
