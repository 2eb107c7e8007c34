package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.engine.Operators;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.util.ArrayList;
import java.util.List;

/**
 * Cross-entropy plus what vulnerability suppression keeps small: for each example CE + weight V, V
 * the distance between the latent features of the perturbed and the clean image (Eq. 1 to 3 for one
 * example).
 *
 * @param weight of V, at least 0
 */
public record LatentLoss(double weight) implements ExampleLoss {
    /** Checks the weight. */
    public LatentLoss {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new anpvs.UserError(
                    "latent weight is " + weight + "; expected a number of at least 0");
        }
    }

    @Override
    public Objective of(Classifier classifier, NDArray clean, int[] labels) {
        List<NDArray> latents = new ArrayList<>();
        for (NDArray latent : classifier.forward(clean.duplicate()).latents()) {
            latents.add(latent.stopGradient());
        }
        return (images, rows) -> at(classifier, images, rows, labels, latents);
    }

    private Point at(
            Classifier classifier,
            NDArray images,
            int[] rows,
            int[] labels,
            List<NDArray> latents) {
        NDManager scope = images.getManager();
        List<NDArray> clean = rows.length == labels.length ? latents : some(latents, rows, scope);
        int[] truth = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            truth[i] = labels[rows[i]];
        }
        double[] losses = new double[rows.length];
        float[][] logits = new float[1][];
        NDArray gradient =
                InputGradient.of(
                        images,
                        x -> {
                            Activations pass = classifier.forward(x);
                            NDArray z = pass.logits();
                            logits[0] = z.toFloatArray();
                            float[] slope =
                                    LogitObjective.slope(
                                            logits[0],
                                            truth,
                                            null,
                                            LogitLoss.CROSS_ENTROPY,
                                            losses);
                            NDArray raised =
                                    Operators.sumFeatures(z.mul(scope.create(slope, z.getShape())));
                            NDArray distance = distance(pass.latents(), clean);
                            if (distance == null) {
                                return raised;
                            }
                            float[] v = distance.toFloatArray();
                            for (int i = 0; i < v.length; i++) {
                                losses[i] += weight * v[i];
                            }
                            return raised.add(distance.mul(weight));
                        });
        return new Point(logits[0], losses, gradient.toFloatArray());
    }

    private static List<NDArray> some(List<NDArray> latents, int[] rows, NDManager scope) {
        NDArray index = scope.create(rows);
        List<NDArray> some = new ArrayList<>();
        for (NDArray latent : latents) {
            NDArray picked = latent.get(index);
            picked.attach(scope);
            some.add(picked);
        }
        return some;
    }

    /** V of each example, (n, 1): means over the features of a layer, then over the layers. */
    private static NDArray distance(List<NDArray> latents, List<NDArray> clean) {
        NDArray total = null;
        for (int l = 0; l < clean.size(); l++) {
            NDArray difference = Operators.abs(latents.get(l).sub(clean.get(l)));
            long features = difference.getShape().size() / difference.getShape().get(0);
            NDArray term = Operators.sumFeatures(difference).div((double) features * clean.size());
            total = total == null ? term : total.add(term);
        }
        return total;
    }
}
