package anpvs.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The mean prediction of several networks, such as draws of random weights.
 *
 * @param members at least one
 */
public record Ensemble(List<Classifier> members) implements Classifier {
    /** Copies the list. */
    public Ensemble {
        members = List.copyOf(members);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Logits are the logarithms of the mean of the members' softmax. There are no latents: each
     * member has its own.
     */
    @Override
    public Activations forward(NDArray images) {
        NDArray sum = null;
        for (Classifier member : members) {
            NDArray probability = member.logits(images).softmax(1);
            sum = sum == null ? probability : sum.add(probability);
        }
        // the floor keeps the logarithm finite where a softmax underflows
        return new Activations(sum.div(members.size()).maximum(1e-38f).log(), List.of());
    }
}
