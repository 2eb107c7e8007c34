package anpvs.bench;

import ai.djl.ndarray.NDManager;
import anpvs.data.Dataset;
import anpvs.engine.ComputeDevice;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.method.Recipe;
import anpvs.method.Recipes;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the gradients of a training step of each method, in a process with other kernels. */
final class GradientProcess {
    private GradientProcess() {}

    /** Of methods that together have every term of a loss. */
    static List<Recipe> recipes() {
        List<Recipe> recipes = new ArrayList<>();
        for (Dataset images : List.of(Dataset.GLYPHS, Dataset.SHAPES)) {
            for (Method method :
                    List.of(
                            Method.AT_BNN,
                            Method.ADMM,
                            Method.TRADES,
                            Method.AT_VS,
                            Method.ANP_VS,
                            Method.ANP_VS_VIB)) {
                recipes.add(Recipes.of(method, images, Profile.SMOKE, Fidelity.PAPER));
            }
        }
        return recipes;
    }

    static float[] gradients(Recipe recipe) {
        try (NDManager manager = ComputeDevice.newManager()) {
            return DeviceComparison.gradients(manager, recipe, false);
        }
    }

    /**
     * @param arguments the file
     */
    public static void main(String[] arguments) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
            for (Recipe recipe : recipes()) {
                float[] found = gradients(recipe);
                out.writeInt(found.length);
                for (float value : found) {
                    out.writeFloat(value);
                }
            }
        }
    }
}
