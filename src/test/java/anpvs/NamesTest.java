package anpvs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final List<String> METHODS =
            List.of("standard", "bp", "at", "at-vs", "anp", "anp-vs", "trades", "pretrained-at");
    private static final List<String> SETS =
            List.of("glyphs", "shapes", "mnist", "cifar10", "cifar100");

    @ParameterizedTest
    @CsvSource({
        "anpvs, anp-vs",
        "anp_vs, anp-vs",
        "ANP-SV, anp-vs",
        "standart, standard",
        "trade, trades",
        "pretrained, pretrained-at"
    })
    void methodsThatWereMeant(String typed, String meant) {
        assertEquals(meant, Names.similar(typed, METHODS).get(0));
    }

    @ParameterizedTest
    @CsvSource({"mnits, mnist", "cifar-10, cifar10", "CIFAR, cifar10", "cifar-100, cifar100"})
    void dataSetsThatWereMeant(String typed, String meant) {
        assertEquals(meant, Names.similar(typed, SETS).get(0));
    }

    @ParameterizedTest
    @CsvSource({"imagenet", "x", "svhn"})
    void nothingSimilarIsNotGuessed(String typed) {
        assertEquals(List.of(), Names.similar(typed, SETS));
        assertEquals(
                "unknown data set '"
                        + typed
                        + "'; expected one of: glyphs, shapes, mnist, cifar10, cifar100",
                Names.unknown("data set", typed, SETS).getMessage());
    }

    @Test
    void theMistakeNamesWhatWasMeant() {
        assertEquals(
                "unknown data set 'mnst'; did you mean mnist? Expected one of: mnist, glyphs",
                Names.unknown("data set", "mnst", List.of("mnist", "glyphs")).getMessage());
    }

    @Test
    void longNamesAreComparedAsFarAsTheirBeginningsWereTyped() {
        List<String> runs = List.of("glyphs-at-smoke-s0-942f61070943", "mnist-at-quick-s0-2ed6d");
        assertEquals(
                "; did you mean glyphs-at-smoke-s0-942f61070943?",
                Names.didYouMeanOneThatBegins("glyph-at", runs));
        assertEquals("", Names.didYouMeanOneThatBegins("cifar10-trades", runs));
    }

    /** Values by hand; the third is the textbook's example of Levenshtein's distance. */
    @ParameterizedTest
    @CsvSource({"'', abc, 3", "abc, abc, 0", "kitten, sitting, 3", "ab, ba, 1", "abcd, acbd, 1"})
    void distances(String a, String b, int expected) {
        assertEquals(expected, Names.distance(a, b));
        assertEquals(expected, Names.distance(b, a));
    }
}
