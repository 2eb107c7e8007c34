package anpvs.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.engine.ComputeDevice;
import anpvs.method.Recipe;
import anpvs.method.TrainingState;
import anpvs.metric.CostModel;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast PGD steps are on a device.
 *
 * @param name the network
 * @param batch images at a time
 * @param stepMs one PGD step, median, ms
 * @param firstMs the first attack, in which kernels are compiled, loaded and chosen, ms
 * @param gflops operations of a step (a forward pass and as much again for the gradient by the
 *     images) in the time, 1e9 a second
 */
public record DeviceSpeed(String name, int batch, double stepMs, double firstMs, double gflops) {
    private static final int STEPS = 10;
    private static final int MOST = 20;
    private static final double SECONDS = 3;

    /**
     * Attacks random images in the recipe's network with random weights.
     *
     * @param device where
     * @param name of the network
     * @param recipe decides the network
     * @param batch images at a time
     * @return the measurement
     */
    public static DeviceSpeed measure(Device device, String name, Recipe recipe, int batch) {
        try (NDManager manager = ComputeDevice.newManager(device);
                TrainingState state = TrainingState.initial(manager, recipe, 0)) {
            Classifier classifier = state.classifier(manager);
            NDArray images = DeviceComparison.images(manager, recipe, batch, 0);
            NDArray labels = DeviceComparison.labels(manager, recipe, batch);
            Pgd pgd = new Pgd(ThreatModel.linf(0.03), 0.007f, STEPS, false);
            double first = attack(pgd, classifier, images, labels);
            List<Double> times = new ArrayList<>();
            long start = System.nanoTime();
            do {
                times.add(attack(pgd, classifier, images, labels) / STEPS);
            } while (times.size() < MOST && System.nanoTime() - start < SECONDS * 1e9);
            times.sort(null);
            double step = times.get(times.size() / 2);
            double operations = 2.0 * CostModel.full(state.network()).flops() * batch;
            return new DeviceSpeed(name, batch, step, first, operations / step / 1e6);
        }
    }

    private static double attack(Pgd pgd, Classifier classifier, NDArray images, NDArray labels) {
        long start = System.nanoTime();
        try (NDArray found = pgd.perturb(classifier, images, labels, null);
                NDArray corner = found.get("0:1")) {
            corner.toFloatArray(); // waits for the engine
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
