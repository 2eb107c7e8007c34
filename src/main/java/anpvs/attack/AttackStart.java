package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.RandomStream;

/** Where a gradient attack starts: the image plus some noise, then projected. */
@FunctionalInterface
public interface AttackStart {
    /** At the image itself. */
    AttackStart IMAGE = (manager, epsilon, shape, random) -> manager.zeros(shape);

    /** At a uniform random point of the ball. */
    AttackStart UNIFORM =
            (manager, epsilon, shape, random) -> random.uniform(manager, -epsilon, epsilon, shape);

    /** Close to the image, 0.001 N(0, 1) from it: the start of TRADES. */
    AttackStart NEAR = (manager, epsilon, shape, random) -> random.normal(manager, 1e-3, shape);

    /**
     * @param manager owner of the result
     * @param epsilon radius of the ball
     * @param shape of the images
     * @param random the attack's random numbers; null where the start needs none
     * @return what is added to the images, float32
     */
    NDArray noise(NDManager manager, float epsilon, Shape shape, RandomStream random);
}
