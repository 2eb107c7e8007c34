package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.method.Profile;
import anpvs.progress.InterruptedRun;
import anpvs.progress.Progress;
import anpvs.report.ChartResult;
import anpvs.report.TableResult;
import anpvs.store.RunStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every call that trains or measures shows how far it is, and ends soon after an interrupt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptTest {
    /** A step and a checkpoint on a machine that does other work, too; a call takes minutes. */
    private static final double SECONDS = 30;

    /** They measure or train, in a store that holds the networks of the figures alone. */
    private static final List<String> LONG =
            List.of(
                    "ablations",
                    "accuracyByEpsilon",
                    "attack",
                    "attackByEpsilon",
                    "attackPictures",
                    "checkVerdicts",
                    "compare",
                    "firstLayerMaps",
                    "lossFlatness",
                    "lossMaps",
                    "lossSurfaces",
                    "mainResults",
                    "meanDistortion",
                    "pixelVulnerability",
                    "runs",
                    "sparsityCurves",
                    "sweep",
                    "sweeps",
                    "vulnerabilityHistogram");

    @TempDir static Path folder;
    private final Thread caller = Thread.currentThread();
    private volatile boolean armed;
    private volatile long interrupted;
    private volatile boolean timeLeft;
    private Kit kit;

    /** Interrupts at the first sign of a task that goes on. */
    private final Progress progress =
            new Progress() {
                @Override
                public void update(Status status) {
                    if (armed && !status.finished() && interrupted == 0) {
                        timeLeft = status.line().contains("left");
                        interrupted = System.nanoTime();
                        caller.interrupt();
                    }
                }
            };

    @BeforeAll
    void trainTheNetworksOfTheFigures() {
        kit =
                new Kit(
                        Profile.SMOKE,
                        Dataset.GLYPHS,
                        new RunStore(folder.resolve("runs")),
                        new DataFolder(folder.resolve("data")),
                        folder.resolve("figures"),
                        () -> progress);
        assertTrue(kit.lossFlatness("mnist").data().rowCount() > 4);
    }

    /** Whether the call told how far it is; it was interrupted then, and has ended in time. */
    private boolean interrupts(String name, Callable<?> call) throws Exception {
        interrupted = 0;
        timeLeft = false;
        armed = true;
        long start = System.nanoTime();
        try {
            call.call();
            assertEquals(0, interrupted, name + " went on after the interrupt");
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(seconds < SECONDS, name + " showed nothing for " + seconds + " s");
            return false;
        } catch (InterruptedRun e) {
            double seconds = (System.nanoTime() - interrupted) / 1e9;
            assertTrue(seconds < SECONDS, name + " ended " + seconds + " s after the interrupt");
            assertTrue(timeLeft, name + " says nothing of the time left");
            return true;
        } finally {
            armed = false;
            assertFalse(Thread.interrupted(), name + " leaves the thread interrupted");
        }
    }

    private static Object argument(Parameter parameter) {
        return switch (parameter.getName()) {
            case "dataset" -> "mnist";
            case "method", "first" -> "anp-vs";
            case "second" -> "at";
            case "feature" -> "unit";
            case "directions" -> "gradient";
            case "other" -> "table3";
            case "epsilon" -> 0.1;
            case "epsilons" -> new double[] {0.05, 0.1};
            case "steps" -> 40;
            default -> throw new AssertionError("what is " + parameter + "?");
        };
    }

    @Test
    void everyCallOfTheKitThatTakesTimeCanBeInterrupted() throws Exception {
        Set<String> stopped = new TreeSet<>();
        List<Method> calls =
                Arrays.stream(Kit.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(
                                method ->
                                        List.of(TableResult.class, ChartResult.class)
                                                .contains(method.getReturnType()))
                        // shows pictures of its own; another test interrupts it
                        .filter(method -> !method.getName().equals("maskWhileTraining"))
                        .sorted(Comparator.comparing(Method::toString))
                        .toList();
        for (Method method : calls) {
            Object[] arguments =
                    Arrays.stream(method.getParameters()).map(p -> argument(p)).toArray();
            boolean told =
                    interrupts(
                            method.getName(),
                            () -> {
                                try {
                                    return method.invoke(kit, arguments);
                                } catch (InvocationTargetException e) {
                                    if (e.getCause() instanceof RuntimeException cause) {
                                        throw cause;
                                    }
                                    throw e;
                                }
                            });
            if (told) {
                stopped.add(method.getName());
            }
        }
        List<String> missing = LONG.stream().filter(name -> !stopped.contains(name)).toList();
        assertEquals(List.of(), missing, "not interrupted");
    }

    @Test
    void everyAttackOnAModelCanBeInterrupted() throws Exception {
        Images images = kit.firstImages("mnist", 20);
        KitModel model = kit.model("anp-vs");
        for (NamedAttack attack : NamedAttack.values()) {
            assertTrue(
                    interrupts(attack.id(), () -> model.perturb(images, attack.id(), 0.1)),
                    attack.id());
        }
        assertTrue(interrupts("logits", () -> model.logits(images)));
        assertTrue(interrupts("latents", () -> model.latents(images)));
        assertTrue(interrupts("gradient", () -> model.gradient(images)));
    }

    @Test
    void theMaskThatTrainsCanBeInterrupted() throws Exception {
        Thread stop =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(300);
                                interrupted = System.nanoTime();
                                caller.interrupt();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        interrupted = 0;
        stop.start();
        try {
            kit.maskWhileTraining();
            throw new AssertionError("it went on after the interrupt");
        } catch (InterruptedRun e) {
            assertTrue((System.nanoTime() - interrupted) / 1e9 < SECONDS);
        } finally {
            stop.join();
            assertFalse(Thread.interrupted());
        }
    }
}
