package anpvs.attack;

import ai.djl.ndarray.NDArray;
import anpvs.engine.RandomStream;
import anpvs.model.Classifier;

/**
 * The paper's black-box attack: examples made on a separately trained source of the same
 * architecture, whatever the model under attack.
 *
 * @param attack the attack on the source
 * @param source the source model, in evaluation mode
 */
public record Transfer(Attack attack, Classifier source) implements Attack {
    @Override
    public NDArray perturb(
            Classifier classifier, NDArray images, NDArray labels, RandomStream random) {
        return attack.perturb(source, images, labels, random);
    }
}
