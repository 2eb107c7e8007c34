package anpvs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.Device;
import anpvs.data.Dataset;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.progress.ToldProgress;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceComparisonTest {
    @Test
    void theCpuComputesAsTheCpu() {
        List<String> said = new ArrayList<>();
        DeviceComparison found =
                DeviceComparison.of(
                        Device.cpu(),
                        Device.cpu(),
                        Profile.SMOKE,
                        List.of(Method.ANP_VS),
                        new ToldProgress(status -> fail("no steps to show: " + status), said::add));
        assertEquals(13, found.checks().size());
        assertEquals(found.checks().stream().map(DeviceComparison.Check::name).toList(), said);
        for (DeviceComparison.Check check : found.checks()) {
            // threads may add in another order
            assertTrue(check.difference() < 1e-5, check::toString);
        }
        assertTrue(found.ok());
        assertTrue(found.seconds() > 0);
    }

    /** Without oneDNN the engine uses the kernels from which those of a GPU are made. */
    @Test
    void theEnginesOtherKernelsHaveTheSameGradients(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("gradients");
        ProcessBuilder child =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GradientProcess.class.getName(),
                        file.toString());
        child.environment().put("MXNET_MKLDNN_ENABLED", "0");
        assertEquals(0, child.inheritIO().start().waitFor());
        try (DataInputStream other =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (Recipe recipe : GradientProcess.recipes()) {
                float[] expected = new float[other.readInt()];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = other.readFloat();
                }
                double difference =
                        DeviceComparison.difference(expected, GradientProcess.gradients(recipe));
                assertTrue(difference < 1e-3, recipe.method() + ": " + difference);
                assertTrue(difference > 0, "these should be other kernels");
            }
        }
    }

    @Test
    void differenceIsRelativeToAllValues() {
        float[] expected = {1, -4, 8};
        assertEquals(0, DeviceComparison.difference(expected, expected));
        assertEquals(1.0 / 9, DeviceComparison.difference(expected, new float[] {1, -4, 9}), 1e-12);
        assertEquals(0, DeviceComparison.difference(new float[2], new float[2]));
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(infinite, DeviceComparison.difference(new float[2], new float[] {0, 1e-9f}));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertEquals(infinite, DeviceComparison.difference(expected, new float[] {1, bad, 2}));
            assertEquals(infinite, DeviceComparison.difference(new float[] {1, bad, 2}, expected));
        }
    }

    @Test
    void oneLargeDifferenceFailsTheWhole() {
        DeviceComparison.Check good = new DeviceComparison.Check("a", 1e-6, 1e-3);
        DeviceComparison.Check bad = new DeviceComparison.Check("b", 2e-3, 1e-3);
        DeviceComparison.Check worse = new DeviceComparison.Check("c", Double.NaN, 1e-3);
        assertTrue(new DeviceComparison(List.of(good), 1).ok());
        assertFalse(new DeviceComparison(List.of(good, bad), 1).ok());
        assertFalse(new DeviceComparison(List.of(good, worse), 1).ok());
    }

    @Test
    void speedCountsAForwardPassAndAGradient() {
        DeviceSpeed speed =
                DeviceSpeed.measure(
                        Device.cpu(),
                        "VGG-16",
                        DeviceComparison.recipe(Dataset.SHAPES, Profile.SMOKE),
                        2);
        assertTrue(speed.stepMs() > 0 && speed.firstMs() > speed.stepMs(), speed::toString);
        // two passes of two images; operations of one image by hand in CostModelTest
        double flops = speed.gflops() * speed.stepMs() * 1e6 / 4;
        double whole =
                anpvs.metric.CostModel.full(
                                anpvs.method.Networks.of(
                                        DeviceComparison.recipe(Dataset.SHAPES, Profile.SMOKE)))
                        .flops();
        assertEquals(whole, flops, 1e-6 * whole);
    }
}
