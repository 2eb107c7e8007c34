package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import anpvs.Texts;
import anpvs.attack.Pgd;
import anpvs.attack.ThreatModel;
import anpvs.attack.WatchedPasses;
import anpvs.data.Batch;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.evaluate.PublishedEvaluation.Attacked;
import anpvs.evaluate.PublishedEvaluation.Change;
import anpvs.evaluate.PublishedEvaluation.OneBatch;
import anpvs.method.PgdSettings;
import anpvs.method.PublishedAttack;
import anpvs.metric.Accuracy;
import anpvs.metric.Vulnerability;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import anpvs.model.Standardisation;
import anpvs.store.TrainedModel;
import java.util.ArrayList;
import java.util.List;

/** One pass over the test images in the way of the published code, batch by batch. */
final class PublishedPass implements TestPass {
    private final EvaluationSettings settings;
    private final Classifier model;
    private final Side pixels;
    private final Side published;
    private final Classifier behind;
    private final WatchedPasses passes;
    private int count;
    private int clean;
    private int clipped;
    private int unclipped;

    PublishedPass(EvaluationSettings settings, TrainedModel model) {
        this.settings = settings;
        int attacks = model.standardises() ? 3 : 1;
        this.passes = new WatchedPasses((double) attacks * settings.attack().steps());
        this.model = passes.watch(model.classifier());
        RandomStream noise = RandomStream.of(settings.seed(), Purpose.MASK, 0);
        double epsilon = settings.attack().epsilon();
        this.pixels = new Side(this.model, model.trainingMode(noise), epsilon);
        this.behind = model.standardises() ? passes.watch(model.ofStandardised()) : null;
        this.published =
                behind == null
                        ? null
                        : new Side(behind, model.trainingModeOfStandardised(noise), epsilon);
    }

    @Override
    public void add(Batch batch) {
        NDArray x = batch.images();
        NDArray y = batch.labels();
        int first = batch.first();
        count += batch.count();
        clean += correct(model, x, y);
        PgdSettings how = settings.attack();
        ThreatModel threat = ThreatModel.linf(how.epsilon());
        Pgd pgd = how.pgd(threat);
        NDArray found = pgd.perturb(model, x, y, start(first));
        threat.check(x, found);
        pixels.add(x, x, found, found, y);
        if (published != null) {
            NDArray standardised = Standardisation.of(x);
            NDArray changed = new PublishedAttack(behind, how, true).perturb(x, y, start(first));
            NDArray seen = Standardisation.pixels(changed, x);
            published.add(x, standardised, changed, seen, y);
            clipped += correct(behind, standardised.maximum(0).minimum(1), y);
            NDArray free = new PublishedAttack(behind, how, false).perturb(x, y, start(first));
            unclipped += correct(behind, free, y);
        }
    }

    @Override
    public EvaluationSettings settings() {
        return settings;
    }

    @Override
    public WatchedPasses passes() {
        return passes;
    }

    @Override
    public String summary() {
        String both =
                Texts.format(
                        "clean %.1f %%, on pixels %.1f %%",
                        clean().percent(), pixels().accuracy().percent());
        return published == null
                ? both
                : Texts.format("%s, as published %.1f %%", both, published().accuracy().percent());
    }

    /** Every attack starts at the same noise. */
    private RandomStream start(int first) {
        return RandomStream.of(settings.seed(), Purpose.ATTACK, 4L * first);
    }

    private static int correct(Classifier classifier, NDArray inputs, NDArray labels) {
        return Predictions.count(classifier.logits(inputs), labels);
    }

    Accuracy clean() {
        return new Accuracy(clean, count);
    }

    Attacked pixels() {
        return pixels.result(count);
    }

    Attacked published() {
        return published == null ? null : published.result(count);
    }

    Accuracy clipped() {
        return published == null ? null : new Accuracy(clipped, count);
    }

    Accuracy unclipped() {
        return published == null ? null : new Accuracy(unclipped, count);
    }

    /** What one of the two attacks does. */
    private static final class Side {
        private final Classifier model;
        private final Classifier noisy;
        private final double epsilon;
        private final Vulnerability all = new Vulnerability();
        private final Vulnerability independent = new Vulnerability();
        private final List<Double> batches = new ArrayList<>();
        private Double lastIndependent;
        private int correct;
        private long values;
        private double change;
        private double largest;
        private long beyond;

        /**
         * @param model takes what the attack changes
         * @param noisy the same in training mode; null where nothing of it is random
         * @param epsilon radius in pixels
         */
        Side(Classifier model, Classifier noisy, double epsilon) {
            this.model = model;
            this.noisy = noisy;
            this.epsilon = epsilon;
        }

        /** Inputs before and after, and what the latter are in pixels. */
        void add(NDArray images, NDArray inputs, NDArray changed, NDArray seen, NDArray labels) {
            Activations before = model.forward(inputs);
            Activations after = model.forward(changed);
            correct += Predictions.count(after.logits(), labels);
            all.add(before, after);
            batches.add(single(before, after));
            if (noisy != null) {
                GradientTape record = new GradientTape(); // batch statistics need one
                try {
                    Activations one = noisy.forward(inputs);
                    Activations other = noisy.forward(changed);
                    independent.add(one, other);
                    lastIndependent = single(one, other);
                } finally {
                    record.close();
                }
            }
            distances(images.toFloatArray(), seen.toFloatArray(), (int) images.getShape().get(0));
        }

        private static double single(Activations before, Activations after) {
            Vulnerability one = new Vulnerability();
            one.add(before, after);
            return one.mean();
        }

        private void distances(float[] clean, float[] seen, int count) {
            int size = clean.length / count;
            for (int i = 0; i < count; i++) {
                double most = 0;
                for (int k = i * size; k < (i + 1) * size; k++) {
                    double distance = Math.abs((double) seen[k] - clean[k]);
                    change += distance;
                    most = Math.max(most, distance);
                    beyond += distance > epsilon + 1e-6 ? 1 : 0;
                }
                largest += most;
            }
            values += clean.length;
        }

        Attacked result(int count) {
            return new Attacked(
                    new Accuracy(correct, count),
                    new Change(change / values, largest / count, 100.0 * beyond / values),
                    new OneBatch(
                            all.mean(),
                            batches.get(batches.size() - 1),
                            batches.stream().mapToDouble(v -> v).min().orElseThrow(),
                            batches.stream().mapToDouble(v -> v).max().orElseThrow(),
                            noisy == null ? null : independent.mean(),
                            lastIndependent));
        }
    }
}
