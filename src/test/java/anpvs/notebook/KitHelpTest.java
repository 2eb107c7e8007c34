package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the kit says of itself, and what is offered inside strings. */
class KitHelpTest {
    private static final Pattern NAME = Pattern.compile("kit\\.(\\w+)\\(");

    private static Set<String> calls() {
        return Arrays.stream(Kit.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .filter(name -> !List.of("mimeBundle", "metadata", "toString").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void helpListsEveryCallOfTheKitOnce() {
        Set<String> listed = new TreeSet<>();
        for (KitHelp.Group group : KitHelp.groups()) {
            for (KitHelp.Call call : group.calls()) {
                Matcher name = NAME.matcher(call.code());
                if (name.find()) {
                    assertTrue(listed.add(name.group(1)), call.code() + " stands twice");
                }
                assertFalse(call.line().isBlank(), call.code());
            }
        }
        assertEquals(calls(), listed);
    }

    @Test
    void helpIsALineForEachCallInText() {
        String text = KitHelp.text();
        assertTrue(text.contains("\n  kit.attack(\"anp-vs\", 0.25, 100) "), text);
        text.lines().forEach(line -> assertTrue(line.length() < 100, line));
        assertTrue(KitHelp.shown().mimeBundle().get("text/html").contains("kit.claims("));
    }

    private static List<String> words(String code) {
        return ArgumentWords.at(code, code.length()).map(ArgumentWords::words).orElse(List.of());
    }

    @Test
    void stringsOfferDataSetsAndMethods() {
        assertEquals(List.of("mnist", "cifar10", "cifar100"), words("kit.mainResults(\""));
        assertEquals(List.of("cifar10", "cifar100"), words("var t = kit.sweeps(\"ci"));
        assertEquals(List.of("anp", "anp-vs", "anp-vs-vib"), words("kit.attackPictures(\"anp"));
        assertEquals(List.of("at", "at-bnn", "at-vs"), words("kit.checkFindings(\"mnist\", \"at"));
        assertEquals(List.of("unit"), words("kit.vulnerabilityHistogram(\"mnist\",\n  \"u"));
        assertEquals(List.of("square"), words("kit.model(\"at\").perturb(images, \"s"));
        // one overload takes a method first, the other a data set
        assertTrue(words("kit.model(\"").containsAll(List.of("mnist", "anp-vs")));
    }

    @Test
    void otherStringsAreLeftAlone() {
        assertEquals(Optional.empty(), ArgumentWords.at("kit.mainResults(\"mnist\")", 24));
        assertEquals(List.of(), words("System.out.println(\""));
        assertEquals(List.of(), words("kit.mainResults(mn"));
        assertEquals(List.of(), words("String s = \"kit.mainResults("));
        assertEquals(List.of(), words("kit.mainResults(\"nothing"));
        assertEquals(16, ArgumentWords.at("kit.mainResults(\"mn", 19).orElseThrow().from() - 1);
    }
}
