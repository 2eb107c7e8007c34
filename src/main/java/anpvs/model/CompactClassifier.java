package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import anpvs.engine.Operators;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link CompactNetwork} at work. Channel numbers are rounded up with zero kernels to what the
 * engine's convolutions are fast with, and the constant that a next layer asks for is one of these
 * channels: zero kernel, bias 1.
 */
final class CompactClassifier implements Classifier {
    /** 16 floats are a vector of AVX-512; 63 channels take twice the time of 64. */
    private static final int ALIGNMENT = 16;

    private final CompactNetwork network;
    private final List<Convolution> convolutions = new ArrayList<>();
    private final NDArray hiddenWeight;
    private final NDArray hiddenBias;
    private final NDArray outputWeight;
    private final NDArray outputBias;

    /** A convolution with rounded channels; the first {@code units} outputs are features. */
    private record Convolution(NDArray weight, NDArray bias, int units, boolean pooled) {}

    CompactClassifier(NDManager manager, CompactNetwork network) {
        this.network = network;
        PlainLayers layers = PlainLayers.of(network, ALIGNMENT);
        for (PlainLayers.Convolution layer : layers.convolutions()) {
            int k = layer.kernel();
            Shape kernel = new Shape(layer.outputs(), layer.inputs(), k, k);
            convolutions.add(
                    new Convolution(
                            manager.create(layer.weight(), kernel),
                            manager.create(layer.bias()),
                            layer.units(),
                            layer.pooled()));
        }
        hiddenWeight = matrix(manager, layers.hidden());
        hiddenBias = manager.create(layers.hidden().bias());
        outputWeight = matrix(manager, layers.output());
        outputBias = manager.create(layers.output().bias());
    }

    private static NDArray matrix(NDManager manager, PlainLayers.Dense layer) {
        return manager.create(layer.weight(), new Shape(layer.outputs(), layer.inputs()));
    }

    @Override
    public Activations forward(NDArray images) {
        List<NDArray> latents = new ArrayList<>();
        NDArray h = input(images);
        for (Convolution layer : convolutions) {
            h = Operators.relu(convolved(h, layer));
            latents.add(Operators.firstChannels(h, layer.units));
            h = layer.pooled ? Operators.enginesMaxPool2(h) : h;
        }
        NDArray hidden = hidden(h);
        latents.add(hidden);
        return new Activations(output(hidden), latents);
    }

    /**
     * {@inheritDoc}
     *
     * <p>ReLU and max-pool commute; on the pooled map ReLU has a quarter of the work.
     */
    @Override
    public NDArray logits(NDArray images) {
        NDArray h = input(images);
        for (Convolution layer : convolutions) {
            h = convolved(h, layer);
            h = Operators.relu(layer.pooled ? Operators.enginesMaxPool2(h) : h);
        }
        return output(hidden(h));
    }

    private NDArray input(NDArray images) {
        return network.base().standardises() ? Standardisation.of(images) : images;
    }

    private NDArray convolved(NDArray input, Convolution layer) {
        Shape padding = new Shape(network.base().padding(), network.base().padding());
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(input, layer.weight, layer.bias, one, padding, one, 1)
                .singletonOrThrow();
    }

    private NDArray hidden(NDArray map) {
        NDArray flat = map.reshape(map.getShape().get(0), hiddenWeight.getShape().get(1));
        return Operators.relu(Linear.linear(flat, hiddenWeight, hiddenBias).singletonOrThrow());
    }

    private NDArray output(NDArray hidden) {
        return Linear.linear(hidden, outputWeight, outputBias).singletonOrThrow();
    }
}
