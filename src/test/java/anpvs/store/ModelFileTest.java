package anpvs.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    private static final ExperimentSpec SPEC = Runs.tiny(Method.ANP_VS, 1);

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void export() {
        file = folder.resolve("model.npz");
        ModelFile.export(Runs.trained(folder.resolve("runs"), Method.ANP_VS, 1), file);
    }

    private RunStore elsewhere() {
        return new RunStore(folder.resolve("imported"));
    }

    private UserError refused(ExperimentSpec spec) {
        return assertThrows(UserError.class, () -> ModelImport.into(elsewhere(), spec, file));
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
        Run imported = ModelImport.into(elsewhere(), SPEC, file);
        assertEquals(Run.State.FINISHED, imported.state());
        assertTrue(imported.spec().isImported());
        Path again = folder.resolve("again.npz");
        ModelFile.export(imported, again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        assertEquals(imported, ModelImport.into(elsewhere(), SPEC, file));
        Trainer trainer = new Trainer(elsewhere(), set -> Runs.GLYPHS, Progress.silent());
        assertEquals(imported, trainer.train(imported.spec())); // finished as it is
    }

    @Test
    void everyKindOfMaskIsExportedAndImportedBitEqual() throws IOException {
        for (Method method : new Method[] {Method.PAT, Method.ANP_VS_VIB}) {
            ModelFile.export(Runs.trained(folder.resolve("runs"), method, 1), file);
            Map<String, HostArray> arrays = Npz.read(file);
            String name = method == Method.PAT ? "mask3.b_uc" : "mask3.logvar";
            assertEquals(new Shape(800), arrays.get(name).shape());
            Run imported = ModelImport.into(elsewhere(), Runs.tiny(method, 1), file);
            Path again = folder.resolve("again.npz");
            ModelFile.export(imported, again);
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        }
        ModelFile.export(Runs.trained(folder.resolve("runs"), Method.AT_BNN, 1), file);
        assertEquals(new Shape(50, 20, 5, 5), Npz.read(file).get("conv2.weight.rho").shape());
        Run imported = ModelImport.into(elsewhere(), Runs.tiny(Method.AT_BNN, 1), file);
        Path again = folder.resolve("again.npz");
        ModelFile.export(imported, again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        assertTrue(refused(Runs.tiny(Method.AT, 1)).getMessage().contains("random weights"));
        ModelFile.export(Runs.trained(folder.resolve("runs"), Method.AT, 1), file);
        assertTrue(refused(Runs.tiny(Method.AT_BNN, 1)).getMessage().contains("weight.rho"));
        ModelFile.export(Runs.trained(folder.resolve("runs"), Method.ANP_VS_VIB, 1), file);
        UserError other = refused(SPEC);
        assertTrue(other.getMessage().contains("mask1.a_uc"), other::getMessage);
    }

    @Test
    void anotherMethodsFileIsRefused() {
        UserError masked = refused(Runs.tiny(Method.AT, 1));
        assertTrue(masked.getMessage().contains("mask"), masked::getMessage);
        Run plain = Runs.trained(folder.resolve("runs"), Method.AT, 1);
        ModelFile.export(plain, file);
        UserError missing = refused(SPEC);
        assertTrue(missing.getMessage().contains("no mask"), missing::getMessage);
    }

    private void rewrite(Map<String, HostArray> arrays) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Npz.write(arrays, out);
        }
    }

    @Test
    void missingUnknownAndMisshapenArraysAreNamed() throws IOException {
        Map<String, HostArray> good = Npz.read(file);
        Map<String, HostArray> bad = new LinkedHashMap<>(good);
        bad.remove("conv2.bias");
        rewrite(bad);
        assertTrue(refused(SPEC).getMessage().contains("conv2.bias"));
        bad.put("conv2.bias", bad.get("conv1.bias"));
        rewrite(bad);
        assertTrue(refused(SPEC).getMessage().contains("conv2.bias"));
        bad.putAll(good);
        bad.put("conv9.bias", good.get("conv1.bias"));
        rewrite(bad);
        assertTrue(refused(SPEC).getMessage().contains("conv9.bias"));
        bad.remove("conv9.bias");
        bad.put("dense4.bias", HostArray.ofDoubles(new double[10]));
        rewrite(bad);
        assertTrue(refused(SPEC).getMessage().contains("dense4.bias"));
        bad.put("dense4.bias", good.get("dense4.bias"));
        byte[] notANumber = good.get("dense3.bias").data().clone();
        Arrays.fill(notANumber, 40, 44, (byte) 0xff);
        HostArray nan = new HostArray(good.get("dense3.bias").type(), new Shape(500), notANumber);
        bad.put("dense3.bias", nan);
        rewrite(bad);
        String message = refused(SPEC).getMessage();
        assertTrue(message.contains("dense3.bias") && message.contains("position 10"), message);
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
            assertTrue(refused(SPEC).getMessage().contains("model.npz"));
        }
    }
}
