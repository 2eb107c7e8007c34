package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.Normalisation;
import java.util.List;

/** A layer of batch normalisation of VGG-16. */
final class BatchNorm {
    private BatchNorm() {}

    /** Adds a layer's scale, shift and running statistics. */
    static void parameters(List<ParameterSpec> list, String name, int channels) {
        Shape shape = new Shape(channels);
        list.add(ParameterSpec.constant(name + ".weight", shape, 1, true));
        list.add(ParameterSpec.constant(name + ".bias", shape, 0, true));
        list.add(ParameterSpec.constant(name + ".running_mean", shape, 0, false));
        list.add(ParameterSpec.constant(name + ".running_var", shape, 1, false));
    }

    /**
     * @param input (N, channels, ..)
     * @param layer its name
     * @param weights of the network
     * @param training told the batch's mean and variance, by which it then normalises; null for the
     *     running ones
     * @return the same shape
     */
    static NDArray of(NDArray input, String layer, Weights weights, TrainingPass training) {
        NDArray gamma = weights.get(layer + ".weight");
        NDArray beta = weights.get(layer + ".bias");
        String mean = layer + ".running_mean";
        String variance = layer + ".running_var";
        if (training == null) {
            return Normalisation.normalise(
                    input, gamma, beta, weights.get(mean), weights.get(variance), Vgg16.EPSILON);
        }
        NDList result = Normalisation.normaliseByBatch(input, gamma, beta, Vgg16.EPSILON);
        // published code: the fused operator of the maps corrects the bias, that of rows does not
        double n = input.getShape().size() / (double) input.getShape().get(1);
        double correction = input.getShape().dimension() == 4 ? n / (n - 1) : 1;
        training.statistic(mean, result.get(1));
        training.statistic(variance, result.get(2).pow(-2).sub(Vgg16.EPSILON).mul(correction));
        return result.get(0);
    }
}
