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
     * At the surface of a ball: a uniform direction, for each image scaled so that its largest
     * component is a share of epsilon.
     *
     * @param share of epsilon, above 0
     * @return the start
     */
    static AttackStart surface(float share) {
        return (manager, epsilon, shape, random) -> {
            int pixels = (int) (shape.size() / shape.get(0));
            float[] noise = new float[Math.toIntExact(shape.size())];
            for (int from = 0; from < noise.length; from += pixels) {
                float[] direction = random.uniform(-1, 1, pixels);
                float largest = 1e-12f;
                for (float d : direction) {
                    largest = Math.max(largest, Math.abs(d));
                }
                float scale = share * epsilon / largest;
                for (int i = 0; i < pixels; i++) {
                    noise[from + i] = scale * direction[i];
                }
            }
            return manager.create(noise, shape);
        };
    }

    /**
     * @param manager owner of the result
     * @param epsilon radius of the ball
     * @param shape of the images
     * @param random the attack's random numbers; null where the start needs none
     * @return what is added to the images, float32
     */
    NDArray noise(NDManager manager, float epsilon, Shape shape, RandomStream random);
}
