package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.report.Displayable;
import anpvs.report.Numbers;
import anpvs.store.Run;
import anpvs.store.RunArchive;
import anpvs.store.RunStore;
import anpvs.study.EvaluationAdvice;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class KitTest {
    @TempDir Path folder;

    private Kit kit() {
        return kit(Profile.QUICK, Dataset.MNIST);
    }

    private Kit kit(Profile profile, Dataset dataset) {
        return new Kit(
                profile,
                dataset,
                new RunStore(folder.resolve("runs")),
                new DataFolder(folder.resolve("data")),
                folder.resolve("figures"),
                Progress::silent);
    }

    private static String text(Displayable shown) {
        return shown.mimeBundle().get("text/plain");
    }

    private static void assertMistake(String expected, Executable call) {
        UserError error = assertThrows(UserError.class, call);
        assertTrue(error.getMessage().contains(expected), error.getMessage());
    }

    @Test
    void aMissingModelIsToldWithTheCommandThatTrainsIt() {
        String text = text(kit().attackPictures("standard"));
        assertTrue(
                text.contains(
                        "environment/anpvs train --method standard --dataset mnist --profile quick"
                                + " --seed 0"),
                text);
        assertTrue(text.matches("(?s).*about \\d+ (s|min|h).*"), text);
        assertFalse(Files.exists(folder.resolve("figures")), "nothing is saved");
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is trained");
    }

    @Test
    void aMissingRunOfASweepIsToldWithItsCoefficient() {
        String text = text(kit().sparsityRuns("mnist"));
        for (String part :
                List.of(
                        "--method anp-vs --dataset mnist --profile quick --seed 0 --set"
                                + " mask.klWeight=5\n",
                        "--method pat --dataset mnist --profile quick --seed 0 --set"
                                + " start.mask.klWeight=80\n",
                        "--method at,anp-vs,pat --dataset mnist --profile quick --seed 0\n")) {
            assertTrue(text.contains(part), part + " in\n" + text);
        }
        // one line for each command
        List<String> missing = text.lines().filter(l -> l.startsWith("Missing: ")).toList();
        assertEquals(9, missing.size(), text);
        assertTrue(missing.stream().allMatch(l -> l.matches(".*, about \\d+ (s|min|h).*")), text);
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is trained");
    }

    /** CIFAR-100 has no recipes in the profile smoke: there is nothing to show, and no error. */
    @Test
    void aDataSetThatTheProfileDoesNotHaveIsAnAnswerOfEveryCall() throws Exception {
        Kit smoke = kit(Profile.SMOKE, Dataset.GLYPHS);
        int calls = 0;
        for (Method call : Kit.class.getMethods()) {
            if (call.getParameterCount() == 1
                    && call.getParameters()[0].getName().equals("dataset")) {
                Displayable answer = (Displayable) call.invoke(smoke, "cifar100");
                assertFalse(answer.toString().isBlank(), call.getName());
                calls++;
            }
        }
        assertTrue(calls > 15, calls + " calls");
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is trained");
    }

    @Test
    void runsWithoutMeasurementsAreToldInOneCommand() {
        assertEquals(List.of(), EvaluationAdvice.of("", List.of()));
        String advice =
                """
                Missing: measurements of 2 runs: environment/anpvs evaluate --restarts 1 a b
                """;
        assertEquals(List.of(advice), EvaluationAdvice.of("--restarts 1", List.of("a", "b")));
    }

    @Test
    void anArchivedModelWithoutItsWeightsIsToldInTheSameWay() {
        Run run = new RunStore(Path.of("runs")).find("mnist-anp-vs-quick-s0-db4737c72cf6");
        new RunArchive(folder.resolve("runs")).add(run, false);
        String text = text(kit().maskWhileTraining());
        assertTrue(text.contains("anpvs train --method anp-vs "), text);
        assertTrue(text.contains("only the records are kept"), text);
    }

    @Test
    void figuresOfFourMethodsNameAllThatAreMissing() {
        String text = text(kit().lossSurfaces("mnist", "random"));
        assertTrue(text.contains("train --method standard,bp,at,anp-vs "), text);
    }

    @Test
    void theSmokeProfileSaysThatItHasNoImagesForSomeFigures() {
        Kit smoke = kit(Profile.SMOKE, Dataset.GLYPHS);
        for (Displayable shown :
                List.of(
                        smoke.meanDistortion("cifar100"),
                        smoke.pixelVulnerability("cifar100"),
                        smoke.lossFlatness("cifar100"),
                        smoke.sparsityCurves("cifar100"),
                        smoke.sparsityRuns("cifar10"))) {
            String text = text(shown);
            assertTrue(text.contains("rofile quick "), text);
        }
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is trained");
    }

    @Test
    void anUnknownNameIsTheUsersMistake() {
        assertMistake("channel", () -> kit().vulnerabilityHistogram("mnist", "pixel"));
        assertMistake("gradient", () -> kit().lossMaps("mnist", "up"));
        assertMistake("anp-vs", () -> kit().attackPictures("anpvs"));
    }

    @Test
    void numbersInTitlesAreShort() {
        assertEquals("0.3", Numbers.decimal(0.3));
        assertEquals("0.067", Numbers.decimal(0.1 * 2 / 3));
        assertEquals("0", Numbers.decimal(0));
        assertEquals("0.0001", Numbers.decimal(1e-4)); // lambda on CIFAR-10
    }

    @Test
    void imagesThatTheProfileHasNotAreNoError() {
        Kit smoke = kit(Profile.SMOKE, Dataset.GLYPHS);
        for (Displayable shown : List.of(smoke.mainResults("cifar100"), smoke.claims("cifar100"))) {
            String text = text(shown);
            assertTrue(text.contains("profile smoke has no runs on CIFAR-100"), text);
        }
    }
}
