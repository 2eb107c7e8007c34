package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Weights;
import java.util.List;
import java.util.function.UnaryOperator;

/** Classifiers under attack, and images for them. */
final class Models {
    private Models() {}

    static RandomStream stream(long index) {
        return RandomStream.of(11, Purpose.ATTACK, index);
    }

    /** Logits W x, W (classes, pixels); the first latents are the logits. */
    static Classifier linear(NDArray w) {
        NDArray columns = w.transpose(); // made once: it belongs to the manager of w
        return images -> {
            NDArray flat = images.reshape(images.getShape().get(0), w.getShape().get(1));
            NDArray logits = flat.matMul(columns);
            return new Activations(logits, List.of(logits));
        };
    }

    /** Some logits, and no latents. */
    static Classifier logits(UnaryOperator<NDArray> of) {
        return images -> new Activations(of.apply(images), List.of());
    }

    /** Two classes, logits (0, score): of a linear score the attack's optimum is known. */
    static Classifier twoClasses(UnaryOperator<NDArray> score) {
        return logits(
                images -> {
                    NDArray found = score.apply(images);
                    return found.mul(0f).concat(found, 1);
                });
    }

    /** Two classes, logits (0, w.x). */
    static Classifier twoClasses(NDArray w) {
        return twoClasses(
                images ->
                        images.reshape(images.getShape().get(0), w.size())
                                .matMul(w.reshape(w.size(), 1)));
    }

    /** An untrained LeNet: not linear, and easily led astray. */
    static Classifier lenet(NDManager manager) {
        LeNet5Caffe network = new LeNet5Caffe();
        return network.classifier(manager, Weights.initial(manager, network, 0), null);
    }

    /** The value nearest to the changed one that is allowed for a pixel of a clean image. */
    static float project(ThreatModel threat, float pixel, float changed) {
        float epsilon = threat.epsilon();
        float inBall = Math.min(Math.max(changed, pixel - epsilon), pixel + epsilon);
        return Math.min(Math.max(inBall, threat.lower()), threat.upper());
    }

    /** Images with the classifier's own answers as labels. */
    static NDArray images(NDManager manager, Shape shape) {
        return stream(4).uniform(manager, 0, 1, shape);
    }

    /** {@return the classes of the largest logits, float32} */
    static NDArray answers(Classifier classifier, NDArray images) {
        return classifier
                .logits(images.duplicate())
                .argMax(1)
                .toType(ai.djl.ndarray.types.DataType.FLOAT32, true);
    }
}
