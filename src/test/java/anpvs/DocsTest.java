package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages in docs, and those beside README.md, lead to what is there. */
class DocsTest {
    private static final Path DOCS = Path.of("docs");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(#[^)]*)?\\)");
    private static final Pattern NAMED = Pattern.compile("Eq\\. (\\d)(?:(?:,| and| to) (\\d))?");
    private static final Pattern MEMBER = Pattern.compile("`([A-Z]\\w+)\\.(?!md|java|cff)(\\w+)`");

    private static Set<String> equations(String text) {
        Set<String> found = new TreeSet<>();
        Matcher named = NAMED.matcher(text.replaceAll("\\s+\\*?\\s*", " "));
        while (named.find()) {
            found.add(named.group(1));
            if (named.group(2) != null) {
                found.add(named.group(2));
            }
        }
        return found;
    }

    @Test
    void eachEquationIsNamedInItsClass() throws IOException {
        Set<String> all = new TreeSet<>();
        for (String line : Files.readAllLines(DOCS.resolve("equations.md"))) {
            if (!line.startsWith("| [Eq.")) {
                continue;
            }
            Set<String> wanted = new TreeSet<>();
            Matcher number = Pattern.compile("\\[(?:Eq\\. )?(\\d)]").matcher(line);
            while (number.find()) {
                wanted.add(number.group(1));
            }
            all.addAll(wanted);
            Matcher link = Pattern.compile("\\(\\.\\./(src/[^)]*)\\)").matcher(line);
            while (link.find()) {
                Set<String> named = equations(Files.readString(Path.of(link.group(1))));
                assertTrue(named.containsAll(wanted), link.group(1) + " names " + named);
            }
        }
        assertEquals(Set.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), all);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages =
                new ArrayList<>(List.of(Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));
        try (Stream<Path> docs = Files.list(DOCS)) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String to = link.group(1);
                if (to.startsWith("http")) {
                    continue;
                }
                Path target = to.isEmpty() ? page : page.resolveSibling(to).normalize();
                assertTrue(Files.exists(target), page + ": " + target);
                if (link.group(2) != null) {
                    assertTrue(anchors(target).contains(link.group(2)), page + ": " + link.group());
                }
            }
        }
    }

    /** The anchors that GitHub makes of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(java.util.Locale.ROOT))
                .map(line -> "#" + line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void namedMembersExist() throws IOException {
        Set<String> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources =
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(".java"))
                            .collect(Collectors.toSet());
        }
        for (Path page : pages()) {
            Matcher member = MEMBER.matcher(Files.readString(page));
            while (member.find()) {
                String file = "/" + member.group(1) + ".java";
                String source =
                        sources.stream().filter(name -> name.endsWith(file)).findFirst().orElse("");
                assertTrue(!source.isEmpty(), page + ": " + member.group());
                List<String> words = List.of(Files.readString(Path.of(source)).split("\\W+", -1));
                assertTrue(words.contains(member.group(2)), page + ": " + member.group());
            }
        }
    }
}
