package anpvs.store;

import static anpvs.Mistakes.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import anpvs.UserError;
import anpvs.data.HostArray;
import anpvs.data.Npz;
import anpvs.method.Method;
import anpvs.progress.Progress;
import anpvs.train.ModelImport;
import anpvs.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
    private static final ExperimentSpec SPEC = Runs.tiny(Method.ANP_VS, 1);

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void export() {
        file = folder.resolve("model.npz");
        export(Method.ANP_VS);
    }

    private RunStore elsewhere() {
        return new RunStore(folder.resolve("imported"));
    }

    private void export(Method method) {
        ModelFile.export(Runs.trained(folder.resolve("runs"), method, 1), file);
    }

    private void refused(ExperimentSpec spec, String... words) {
        assertMistake(() -> ModelImport.into(elsewhere(), spec, file), words);
    }

    private Run importedBitEqual(ExperimentSpec spec) throws IOException {
        Run imported = ModelImport.into(elsewhere(), spec, file);
        Path again = folder.resolve("again.npz");
        ModelFile.export(imported, again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        return imported;
    }

    @Test
    void arraysHaveTheNamesAndShapesThatNumpyUsersExpect() {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("conv1.weight", new Shape(20, 1, 5, 5));
        expected.put("conv1.bias", new Shape(20));
        expected.put("conv2.weight", new Shape(50, 20, 5, 5));
        expected.put("conv2.bias", new Shape(50));
        expected.put("dense3.weight", new Shape(500, 800));
        expected.put("dense3.bias", new Shape(500));
        expected.put("dense4.weight", new Shape(10, 500));
        expected.put("dense4.bias", new Shape(10));
        int[] units = {20, 50, 800, 500};
        for (int layer = 1; layer <= 4; layer++) {
            expected.put("mask" + layer + ".a_uc", new Shape(units[layer - 1]));
            expected.put("mask" + layer + ".b_uc", new Shape(units[layer - 1]));
        }
        Map<String, Shape> found = new LinkedHashMap<>();
        Npz.read(file).forEach((name, array) -> found.put(name, array.shape()));
        assertEquals(expected, found);
    }

    @Test
    void exportAndImportAreBitEqual() throws IOException {
        Run imported = importedBitEqual(SPEC);
        assertEquals(Run.State.FINISHED, imported.state());
        assertTrue(imported.spec().isImported());
        assertEquals(imported, ModelImport.into(elsewhere(), SPEC, file));
        Trainer trainer = new Trainer(elsewhere(), set -> Runs.GLYPHS, Progress.silent());
        assertEquals(imported, trainer.train(imported.spec())); // finished as it is
    }

    @ParameterizedTest
    @CsvSource({
        "PAT, mask3.b_uc, 800",
        "ANP_VS_VIB, mask3.logvar, 800",
        "AT_BNN, conv2.weight.rho, 50 20 5 5"
    })
    void everyKindOfMaskAndNoiseIsExportedAndImportedBitEqual(
            Method method, String name, String shape) throws IOException {
        export(method);
        long[] expected = Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
        assertEquals(new Shape(expected), Npz.read(file).get(name).shape());
        importedBitEqual(Runs.tiny(method, 1));
    }

    @Test
    void anotherMethodsFileIsRefused() {
        refused(Runs.tiny(Method.AT, 1), "mask");
        export(Method.AT_BNN);
        refused(Runs.tiny(Method.AT, 1), "random weights");
        export(Method.AT);
        refused(Runs.tiny(Method.AT_BNN, 1), "weight.rho");
        refused(SPEC, "no mask");
        export(Method.ANP_VS_VIB);
        refused(SPEC, "mask1.a_uc");
    }

    private void refused(Map<String, HostArray> arrays, String... words) {
        ModelFile.write(arrays, file);
        refused(SPEC, words);
    }

    @Test
    void missingUnknownAndMisshapenArraysAreNamed() {
        Map<String, HostArray> good = Npz.read(file);
        Map<String, HostArray> bad = new LinkedHashMap<>(good);
        bad.remove("conv2.bias");
        refused(bad, "conv2.bias");
        bad.put("conv2.bias", bad.get("conv1.bias"));
        refused(bad, "conv2.bias");
        bad.putAll(good);
        bad.put("conv9.bias", good.get("conv1.bias"));
        refused(bad, "conv9.bias");
        bad.remove("conv9.bias");
        bad.put("dense4.bias", HostArray.ofDoubles(new double[10]));
        refused(bad, "dense4.bias");
        bad.put("dense4.bias", good.get("dense4.bias"));
        byte[] notANumber = good.get("dense3.bias").data().clone();
        Arrays.fill(notANumber, 40, 44, (byte) 0xff);
        HostArray nan = new HostArray(good.get("dense3.bias").type(), new Shape(500), notANumber);
        bad.put("dense3.bias", nan);
        refused(bad, "dense3.bias", "position 10");
    }

    @Test
    void flippedAndCutFilesAreRefusedOrMeanTheSame() throws IOException {
        byte[] good = Files.readAllBytes(file);
        Map<String, HostArray> expected = Npz.read(file);
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            byte[] bad = good.clone();
            // half of them in the directory at the end, where names and sizes are
            int index =
                    i % 2 == 0
                            ? random.nextInt(good.length)
                            : good.length - 1 - random.nextInt(900);
            bad[index] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            try {
                Map<String, HostArray> found = Npz.read(file);
                if (found.keySet().equals(expected.keySet())) {
                    expected.forEach(
                            (name, array) ->
                                    assertArrayEquals(array.data(), found.get(name).data(), name));
                } else {
                    refused(SPEC);
                }
            } catch (UserError e) {
                assertTrue(e.getMessage().contains("model.npz"), e::getMessage);
            }
            Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
            refused(SPEC, "model.npz");
        }
    }
}
