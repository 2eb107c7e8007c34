package anpvs.model;

import ai.djl.ndarray.NDArray;
import anpvs.engine.Operators;
import java.util.ArrayList;
import java.util.List;

/**
 * |z - z~|, the distance between latent features of an image and of its adversarial example. Every
 * form of vulnerability is a mean of it: Eq. 1 over examples, Eq. 2 also over the features of a
 * layer and over the layers.
 */
public final class LatentDistance {
    private LatentDistance() {}

    /**
     * @param z one layer's features of the images, (N, ...) float32
     * @param other the same of other images
     * @return |z - other|, same shape, differentiable
     */
    public static NDArray of(NDArray z, NDArray other) {
        return Operators.abs(z.sub(other));
    }

    /**
     * @param z the features of each layer, (N, ...) float32
     * @param other the same of other images
     * @return for each layer the mean over its features, (N, 1) each, differentiable
     */
    public static List<NDArray> layers(List<NDArray> z, List<NDArray> other) {
        List<NDArray> layers = new ArrayList<>();
        for (int l = 0; l < z.size(); l++) {
            NDArray distance = of(z.get(l), other.get(l));
            double features = (double) distance.getShape().size() / distance.getShape().get(0);
            layers.add(Operators.sumFeatures(distance).div(features));
        }
        return layers;
    }

    /**
     * @param layers means over the features of each layer, (N, 1) each, at least one layer
     * @return V of each example: the mean over the layers, (N, 1), differentiable
     */
    public static NDArray mean(List<NDArray> layers) {
        NDArray sum = layers.get(0);
        for (NDArray layer : layers.subList(1, layers.size())) {
            sum = sum.add(layer);
        }
        return sum.div(layers.size());
    }
}
