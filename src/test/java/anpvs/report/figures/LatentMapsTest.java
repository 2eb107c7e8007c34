package anpvs.report.figures;

import static org.junit.jupiter.api.Assertions.assertTrue;

import anpvs.method.Method;
import anpvs.metric.PixelVulnerability;
import anpvs.plot.Drawing;
import anpvs.plot.Scale;
import anpvs.study.LatentStudy;
import anpvs.study.TrainedModels;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatentMapsTest {
    private static LatentStudy.LatentPicture picture(int seed) {
        float[] image = new float[28 * 28];
        float[] features = new float[20 * 24 * 24];
        float[] moved = features.clone();
        for (int i = 0; i < features.length; i++) {
            moved[i] = 0.01f * ((i * 7919 + seed) % 13);
        }
        for (int i = 0; i < image.length; i++) {
            image[i] = 0.1f * ((i + seed) % 10);
        }
        return new LatentStudy.LatentPicture(image, image, 20, 24, features, moved, 7);
    }

    @Test
    void mapsNameTheMethodsWithTheirBrackets() {
        Map<Method, LatentStudy.LatentPicture> pictures = new LinkedHashMap<>();
        Map<Method, Double> means = new LinkedHashMap<>();
        for (Method method : TrainedModels.COMPARED) {
            pictures.put(method, picture(pictures.size()));
            means.put(method, 0.05 / (1 + means.size()));
        }
        Map<Method, String> names = new LinkedHashMap<>();
        pictures.keySet().forEach(method -> names.put(method, method.label()));
        names.put(Method.BP, "BP, misclassified: digit 3");
        String maps = svg(LatentMaps.channels("title", pictures, names, means));
        for (String text :
                List.of(
                        "Standard [0.050]",
                        "BP, misclassified: digit 3 [0.025]",
                        "AT [0.017]",
                        "ANP-VS [0.013]")) {
            assertTrue(maps.contains(text), text);
        }
        String pixels = svg(LatentMaps.pixels("title", pictures, names, 1, 28));
        assertTrue(pixels.contains("gradient of V") && pixels.contains("units of features"));
        assertTrue(pixels.contains("\u00b13 rms"));
        assertTrue(pixels.contains("misclassified: digit 3"));
        pictures.values()
                .forEach(
                        picture -> {
                            double rms = PixelVulnerability.rms(picture.gradient());
                            String text = "own scale: rms " + Scale.format(rms);
                            assertTrue(pixels.contains(text), text);
                        });
    }

    private static String svg(Drawing drawing) {
        return new String(drawing.svg(), StandardCharsets.UTF_8);
    }
}
