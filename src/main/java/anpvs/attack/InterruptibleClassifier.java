package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import java.util.concurrent.CancellationException;

/**
 * A network that ends an attack when the thread is interrupted: a batch under PGD can take minutes,
 * a pass takes a second or two. Instead of a pass it throws a {@link CancellationException}, and
 * the thread stays interrupted.
 *
 * @param network does the work
 */
public record InterruptibleClassifier(Classifier network) implements Classifier {
    @Override
    public Activations forward(NDArray images) {
        Interruption.check();
        return network.forward(images);
    }

    @Override
    public NDArray logits(NDArray images) {
        Interruption.check();
        return network.logits(images);
    }
}
