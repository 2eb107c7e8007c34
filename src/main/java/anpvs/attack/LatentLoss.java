package anpvs.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import anpvs.attack.LogitObjective.Pass;
import anpvs.engine.Operators;
import anpvs.engine.RowOperators;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import anpvs.model.LatentDistance;
import java.util.List;

/**
 * Cross-entropy plus what vulnerability suppression keeps small: for each example CE + weight V, V
 * the mean of |z - z~| over the features of a layer and over the layers (Eq. 2 for one example).
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
    public Objective of(Classifier classifier, NDArray clean, NDArray labels) {
        List<NDArray> latents =
                classifier.forward(clean.stopGradient()).latents().stream()
                        .map(NDArray::stopGradient)
                        .toList();
        return new BatchLoss(weight, classifier, labels, latents);
    }

    private record BatchLoss(
            double weight, Classifier classifier, NDArray labels, List<NDArray> latents)
            implements Objective {
        @Override
        public Point at(NDArray images) {
            Pass ce = new Pass();
            NDArray[] v = new NDArray[1];
            NDArray gradient =
                    InputGradient.of(
                            images,
                            x -> {
                                Activations pass = classifier.forward(x);
                                NDArray raised =
                                        Operators.sumFeatures(
                                                ce.raised(
                                                        pass.logits(),
                                                        labels,
                                                        null,
                                                        LogitLoss.CROSS_ENTROPY));
                                if (latents.isEmpty()) {
                                    return raised;
                                }
                                v[0] =
                                        LatentDistance.mean(
                                                LatentDistance.layers(pass.latents(), latents));
                                return raised.add(v[0].mul(weight));
                            });
            NDArray loss = ce.loss();
            if (v[0] != null) {
                NDArray latent = v[0].stopGradient().toType(DataType.FLOAT64, false);
                loss = loss.add(latent.reshape(-1).mul(weight));
            }
            return new Point(ce.logits(), loss, gradient);
        }

        @Override
        public Objective only(NDArray rows) {
            return new BatchLoss(
                    weight,
                    classifier,
                    RowOperators.take(labels, rows),
                    latents.stream().map(latent -> RowOperators.take(latent, rows)).toList());
        }
    }
}
