package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.mask.MaskLayout;
import java.util.List;

/** An architecture: a pure function of images, weights and mask. */
public interface Network {
    /** {@return the weights, in forward order} */
    List<ParameterSpec> parameters();

    /** {@return the masks, in forward order} */
    MaskLayout maskLayout();

    /**
     * A forward pass, differentiable by everything given.
     *
     * @param images (N, C, H, W) float32 in [0, 1]
     * @param weights the weights
     * @param mask (N, units) float32, one draw of all masks side by side; null for no mask
     * @param training noise and statistics of training mode; null for evaluation mode
     * @return logits and latents, owned by the manager of {@code images}
     */
    Activations forward(NDArray images, Weights weights, NDArray mask, TrainingPass training);

    /**
     * The logits of {@link #forward} without the latents, with fewer operations where possible.
     *
     * @param images (N, C, H, W) float32 in [0, 1]
     * @param weights the weights
     * @param mask (N, units) float32; null for no mask
     * @param training noise and statistics of training mode; null for evaluation mode
     * @return (N, classes) float32, owned by the manager of {@code images}
     */
    NDArray logits(NDArray images, Weights weights, NDArray mask, TrainingPass training);

    /**
     * Multiplies a deterministic mask, and what else is constant, into the weights, so that
     * evaluation has fewer operations: forward(x, w, mask for every example) = forward(x, folded,
     * null), in evaluation mode.
     *
     * @param manager owner of the result
     * @param weights the weights
     * @param mask (units) float32; null for no mask
     * @return new weights
     */
    Weights fold(NDManager manager, Weights weights, NDArray mask);

    /**
     * The network in evaluation mode, its convolutions in bfloat16 where only logits are asked for:
     * for attacks that use no more of a gradient than its signs. In float32 where it gains nothing
     * by that, as LeNet.
     *
     * @param manager owner of the handles that the classifier keeps
     * @param weights the weights; whether later changes in place show is left open
     * @param mask expectation (units) float32; null for no mask
     * @return a classifier that is differentiable by its images only
     */
    default Classifier bfloat16Classifier(NDManager manager, Weights weights, NDArray mask) {
        return classifier(manager, weights, mask);
    }

    /**
     * The network in evaluation mode.
     *
     * @param manager owner of the handles that the classifier keeps
     * @param weights the weights; whether later changes in place show is left open
     * @param mask expectation (units) float32; null for no mask
     * @return a classifier that is differentiable by its images only
     */
    default Classifier classifier(NDManager manager, Weights weights, NDArray mask) {
        Weights fixed = fold(manager, weights, mask).detached(manager);
        return new Classifier() {
            @Override
            public Activations forward(NDArray images) {
                return Network.this.forward(images, fixed, null, null);
            }

            @Override
            public NDArray logits(NDArray images) {
                return Network.this.logits(images, fixed, null, null);
            }
        };
    }
}
