package anpvs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PaperValuesTest {
    @Test
    void theResourceIsTheOneThatWasCheckedAgainstThePaper() throws Exception {
        try (InputStream in = PaperValues.class.getResourceAsStream("paper-values.csv")) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertEquals(
                    "01de973733429039ba01d3f75637fbe1aba8b5e09094a995b2f43984eb8bcd39",
                    HexFormat.of().formatHex(sum));
        }
    }

    @Test
    void eachTableHasAllItsValues() {
        assertEquals(356, PaperValues.all().size());
        var perTable =
                PaperValues.all().stream()
                        .collect(Collectors.groupingBy(PaperValue::table, Collectors.counting()));
        assertEquals(192, perTable.get(1));
        assertEquals(128, perTable.get(2));
        assertEquals(36, perTable.get(3));
    }

    @Test
    void noValueStandsTwiceInATable() {
        long distinct =
                PaperValues.all().stream()
                        .map(
                                v ->
                                        v.table()
                                                + v.dataset()
                                                + v.model()
                                                + v.metric()
                                                + v.attack()
                                                + v.setting())
                        .distinct()
                        .count();
        assertEquals(356, distinct);
    }

    @Test
    void valuesKeepThePrintedDecimals() {
        PaperValue value =
                PaperValues.find(
                                1,
                                "MNIST",
                                "ANP-VS",
                                "adversarial_accuracy_pct",
                                "white_box",
                                "pgd40;eps=0.3;step=0.01")
                        .orElseThrow();
        assertEquals("91.31", value.mean().toPlainString());
        assertEquals("0.9", value.sd().toPlainString());
    }

    @Test
    void ablationRowsComeFromTable3AndTheOthersFromTable1() {
        PaperValue ablation =
                PaperValues.main("MNIST", "AT-VS", "vulnerability", "white_box").orElseThrow();
        PaperValue main =
                PaperValues.main("MNIST", "ANP-VS", "vulnerability", "white_box").orElseThrow();
        assertEquals(3, ablation.table());
        assertEquals("0.022", ablation.mean().toPlainString());
        assertEquals(1, main.table());
        assertEquals("0.017", main.mean().toPlainString());
        assertTrue(PaperValues.main("MNIST", "ANP", "memory_pct", "none").isEmpty());
    }
}
