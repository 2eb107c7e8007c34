package anpvs.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import anpvs.UserError;
import anpvs.attack.Fgsm;
import anpvs.attack.ThreatModel;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.DrawnImages;
import anpvs.engine.ComputeDevice;
import anpvs.method.Profile;
import anpvs.metric.PairedDifference;
import anpvs.metric.Vulnerability;
import anpvs.model.Activations;
import anpvs.progress.Progress;
import anpvs.report.ChartResult;
import anpvs.report.TableResult;
import anpvs.store.Run;
import anpvs.store.RunStore;
import anpvs.store.TrainedModel;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.Table;

/** A notebook author's own numbers, from archived networks on images that need no download. */
class OwnAnalysisTest {
    private static final String AT = "mnist-at-quick-s0-2ed6de51018f";

    @TempDir Path folder;
    private final List<Progress.Status> seen = new ArrayList<>();
    private Kit kit;

    /** Drawn glyphs, as if they were digits. */
    private static Images glyphs(int count) {
        Images drawn =
                Images.of(
                        Dataset.GLYPHS,
                        DrawnImages.draw(Dataset.GLYPHS).test(),
                        IntStream.range(0, count).toArray());
        return new Images(Dataset.MNIST, drawn.pixels(), drawn.labels());
    }

    @BeforeEach
    void open() {
        Progress progress =
                new Progress() {
                    @Override
                    public void update(Status status) {
                        seen.add(status);
                    }

                    @Override
                    public void note(String line) {
                        throw new AssertionError(line);
                    }
                };
        kit =
                new Kit(
                        Profile.QUICK,
                        Dataset.MNIST,
                        new RunStore(Path.of("runs")),
                        new DataFolder(folder.resolve("data")),
                        folder.resolve("figures"),
                        () -> progress);
    }

    private static NDArray engine(Images images, NDManager manager) {
        NDList all = new NDList();
        for (float[] row : images.pixels()) {
            all.add(manager.create(row));
        }
        int size = images.dataset().size();
        return NDArrays.stack(all).reshape(-1, images.dataset().channels(), size, size);
    }

    @Test
    void aModelGivesTheNetworksOwnNumbers() {
        Images images = glyphs(7);
        KitModel model = kit.model("at");
        float[][] logits = model.logits(images);
        List<float[][]> latents = model.latents(images);
        float[][] gradient = model.gradient(images);
        Run run = new RunStore(Path.of("runs")).find(AT);
        try (TrainedModel own = TrainedModel.open(run);
                NDManager manager = ComputeDevice.newManager()) {
            Activations expected = own.classifier().forward(engine(images, manager));
            for (int i = 0; i < 7; i++) {
                NDArray row = expected.logits().get(i);
                assertArrayEquals(row.toFloatArray(), logits[i], 1e-4f);
            }
            assertEquals(expected.latents().size(), latents.size());
            assertEquals(7, latents.get(0).length);
            assertEquals(20 * 24 * 24, latents.get(0)[0].length);
            assertArrayEquals(
                    expected.latents().get(1).get(3).toFloatArray(), latents.get(1)[3], 1e-4f);
        }
        // the loss rises along its gradient
        float[] pixels = images.pixels()[2].clone();
        for (int p = 0; p < pixels.length; p++) {
            float step = pixels[p] + 1e-3f * Math.signum(gradient[2][p]);
            pixels[p] = Math.min(1, Math.max(0, step));
        }
        float[] moved =
                model.logits(
                                new Images(
                                        Dataset.MNIST,
                                        new float[][] {pixels},
                                        new int[] {images.labels()[2]}))[0];
        assertTrue(loss(moved, images.labels()[2]) > loss(logits[2], images.labels()[2]));
        assertEquals(AT, model.id());
        assertTrue(seen.stream().anyMatch(Progress.Status::finished), seen::toString);
    }

    private static double loss(float[] logits, int label) {
        double sum = 0;
        for (float z : logits) {
            sum += Math.exp(z - logits[label]);
        }
        return Math.log(sum);
    }

    @Test
    void anyAttackStaysInItsBall() {
        Images images = glyphs(3);
        KitModel model = kit.model("mnist", "at");
        for (String attack :
                List.of("fgsm", "pgd", "apgd-ce", "apgd-dlr", "fab", "square", "latent")) {
            Images found =
                    attack.equals("fgsm")
                            ? model.perturb(images, attack, 0.2)
                            : model.perturb(images, attack, 0.2, 3);
            assertTrue(images.distance(found) <= 0.2 + 1e-6, attack);
            assertArrayEquals(images.labels(), found.labels());
        }
        Images own = model.perturb(images, new Fgsm(ThreatModel.linf(0.2)));
        assertEquals(0, own.distance(model.perturb(images, "fgsm", 0.2)), 1e-6);
        UserError unknown = assertThrows(UserError.class, () -> model.perturb(images, "pdg", 0.1));
        assertTrue(unknown.getMessage().contains("pgd"), unknown.getMessage());
        assertThrows(UserError.class, () -> model.perturb(images, "fgsm", 0.1, 5));
        assertThrows(UserError.class, () -> model.perturb(images, "pgd", 1.5));
    }

    @Test
    void anAttackHasAccuraciesAndADifferenceWithItsInterval() throws Exception {
        Images images = glyphs(40);
        AttackResult at = kit.model("at").attack(images, "pgd", 0.1, 3);
        AttackResult anpVs = kit.model("anp-vs").attack(images, "pgd", 0.1, 3);
        int[] predictions = kit.model("at").predictions(at.adversarial());
        long right =
                IntStream.range(0, predictions.length)
                        .filter(i -> predictions[i] == images.labels()[i])
                        .count();
        assertEquals(right, at.robust().correct());
        Table data = at.data();
        assertEquals(at.robust().lowPercent(), data.doubleColumn("robust_low95").get(0));
        Table difference = anpVs.minus(at).data();
        PairedDifference expected = PairedDifference.byImage(bits(anpVs), bits(at), 40);
        assertEquals(expected.difference(), difference.doubleColumn("points").get(0));
        assertEquals(expected.low(), difference.doubleColumn("low95").get(0));
        assertTrue(anpVs.minus(at).toString().contains("ANP-VS minus AT"));
        assertThrows(
                UserError.class, () -> at.minus(kit.model("at").attack(glyphs(3), "fgsm", 0.1)));
        Path csv = at.toCsv(folder.resolve("new/own.csv").toString());
        assertTrue(Files.readString(csv).startsWith("network,attack,images,"));
    }

    private static BitSet bits(AttackResult result) {
        return IntStream.range(0, result.right().length)
                .filter(i -> result.right()[i])
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    @Test
    void vulnerabilityOfASingleImageIsTheMetrics() {
        Images image = glyphs(5).get(4);
        KitModel model = kit.model("anp-vs");
        Images changed = model.perturb(image, "pgd", 0.2, 5);
        Table data = model.vulnerability(image, changed).data();
        Run run = new RunStore(Path.of("runs")).find(model.id());
        try (TrainedModel own = TrainedModel.open(run);
                NDManager manager = ComputeDevice.newManager()) {
            Vulnerability expected = new Vulnerability();
            expected.add(
                    own.classifier().forward(engine(image, manager)),
                    own.classifier().forward(engine(changed, manager)));
            assertArrayEquals(expected.layers(), data.doubleColumn("v").asDoubleArray(), 1e-6);
        }
    }

    @Test
    void masksAreTablesAndNetworksWithoutOneSaySo() {
        Table mask = kit.model("anp-vs").mask();
        assertEquals(20 + 50 + 800 + 500, mask.rowCount());
        assertTrue(mask.stringColumn("kept").asSet().contains("yes"));
        assertThrows(UserError.class, () -> kit.model("at").mask());
        assertThrows(UserError.class, () -> kit.model("cifar100", "pat"));
    }

    @Test
    void weightsOfOnesOwnAreANetworkLikeAnyOther() {
        Path file = kit.model("at").export(folder.resolve("out/at.npz").toString());
        KitModel own = kit.modelFromFile(file.toString(), "mnist", "at");
        Images images = glyphs(2);
        assertArrayEquals(kit.model("at").logits(images)[1], own.logits(images)[1]);
        assertThrows(UserError.class, () -> kit.modelFromFile(file.toString(), "mnist", "anp-vs"));
    }

    @Test
    void resultsGiveTheirNumbersAndCharts() {
        TableResult table = kit.mainResults("mnist");
        assertTrue(table.data().rowCount() > 100);
        ChartResult chart = kit.accuracyChart("mnist");
        assertEquals(2, chart.charts().size());
        assertTrue(chart.charts().get(0) instanceof XYChart);
        assertTrue(chart.data().stringColumn("series").asSet().contains("AutoAttack, ours"));
        assertThrows(UserError.class, chart::chart);
        assertEquals(1, kit.meanDistortion("mnist").charts().size());
        ChartResult missing = kit.accuracyChart("cifar100");
        UserError error = assertThrows(UserError.class, missing::data);
        assertTrue(error.getMessage().contains("environment/anpvs train"), error.getMessage());
        assertFalse(missing.toString().contains("@"), "never a hash");
        assertFalse(kit.toString().contains("@"), "never a hash");
    }

    @Test
    void picturesOfOnesOwnTakeTheSizeOfTheDataSet() throws Exception {
        BufferedImage white = new BufferedImage(50, 60, BufferedImage.TYPE_INT_RGB);
        white.createGraphics().fillRect(0, 0, 50, 60);
        white.setRGB(0, 0, Color.BLACK.getRGB());
        Path file = folder.resolve("own.png");
        ImageIO.write(white, "png", file.toFile());
        Images grey = kit.picture("mnist", file.toString(), 7);
        assertEquals(28 * 28, grey.pixels()[0].length);
        assertEquals(1, grey.pixels()[0][400], 1e-3);
        assertEquals(3 * 32 * 32, kit.picture("cifar10", file.toString(), 0).pixels()[0].length);
        assertThrows(UserError.class, () -> kit.picture("mnist", "/nowhere.png", 7));
        assertThrows(UserError.class, () -> kit.picture("mnist", file.toString(), 10));
        assertTrue(grey.toString().contains("digit 7"), grey.toString());
    }

    /** Java reads such files in linear light, which would make every grey brighter. */
    @Test
    void greyWithTransparencyKeepsItsGreys() throws Exception {
        ComponentColorModel colors =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        DataBuffer.TYPE_BYTE);
        WritableRaster raster = colors.createCompatibleWritableRaster(28, 28);
        for (int i = 0; i < 28 * 28; i++) {
            raster.setPixel(i % 28, i / 28, new int[] {i % 256, 255});
        }
        Path file = folder.resolve("grey-alpha.png");
        ImageIO.write(new BufferedImage(colors, raster, false, null), "png", file.toFile());
        float[] pixels = kit.picture("mnist", file.toString(), 7).pixels()[0];
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(i % 256 / 255.0, pixels[i], 1e-6);
        }
    }
}
