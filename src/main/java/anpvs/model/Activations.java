package anpvs.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What a forward pass gives.
 *
 * @param logits (N, classes) float32, before the softmax
 * @param latents the post-activation features z_1 .. z_(L-1) of the paper in forward order, each
 *     (N, ...) float32
 */
public record Activations(NDArray logits, List<NDArray> latents) {
    /** Copies the list. */
    public Activations {
        latents = List.copyOf(latents);
    }
}
