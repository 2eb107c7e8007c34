package anpvs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.RowOperators;
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
     * member has its own. No gradient passes: an attack has one of its own draws.
     */
    @Override
    public Activations forward(NDArray images) {
        NDArray sum = null;
        for (Classifier member : members) {
            // one member's maps at a time
            try (NDManager scope = images.getManager().newSubManager()) {
                NDArray own = member.logits(RowOperators.handle(scope, images)).softmax(1);
                NDArray next = sum == null ? own : own.add(sum);
                next.attach(images.getManager());
                sum = next;
            }
        }
        // the floor keeps the logarithm finite where a softmax underflows
        return new Activations(sum.div(members.size()).maximum(1e-38f).log(), List.of());
    }
}
