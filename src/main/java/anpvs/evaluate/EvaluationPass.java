package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Attack;
import anpvs.attack.AttackLoss;
import anpvs.attack.ExpectedGradient;
import anpvs.attack.Pgd;
import anpvs.attack.Restarts;
import anpvs.attack.ThreatModel;
import anpvs.data.Batch;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.evaluate.Evaluation.Latent;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.metric.Vulnerability;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.Ensemble;
import anpvs.model.Predictions;
import anpvs.store.TrainedModel;
import java.util.BitSet;
import java.util.Locale;
import java.util.stream.IntStream;

/** One pass over the test images, batch by batch. */
final class EvaluationPass implements TestPass {
    private final EvaluationSettings settings;
    private final Classifier model;
    private final Classifier hardMasked;
    private final TrainedModel randomModel;
    private final Classifier source;
    private final int latentsFrom;
    private final ThreatModel threat;
    private final Pgd pgd;
    private final Pgd scaledPgd;
    private final Restarts restarts;
    private final Attack noiseOnly;
    private final Vulnerability whiteBox = new Vulnerability();
    private final Vulnerability blackBox = new Vulnerability();
    private final BitSet cleanImages = new BitSet();
    private final BitSet attackedImages = new BitSet();
    private final BitSet worstImages = new BitSet();
    private int count;
    private int noiseCorrect;
    private int transferredCorrect;
    private int hardCleanCorrect;
    private int hardRobustCorrect;
    private int ensembleCorrect;
    private int ensembleAttackedCorrect;

    /**
     * @param settings how to evaluate
     * @param model what is evaluated
     * @param source where transfer examples are made; null for none
     * @param latentsFrom the first image that counts in the vulnerability
     */
    EvaluationPass(
            EvaluationSettings settings, TrainedModel model, Classifier source, int latentsFrom) {
        this(
                settings,
                model.classifier(),
                isWhole(settings) ? model.hardMasked() : null,
                isWhole(settings) && settings.ensemble() != null && model.isRandom() ? model : null,
                source,
                latentsFrom);
    }

    /**
     * @param settings how to evaluate
     * @param model what is evaluated
     * @param latents whether its vulnerability is measured
     */
    EvaluationPass(EvaluationSettings settings, Classifier model, boolean latents) {
        this(settings, model, null, null, null, latents ? 0 : Integer.MAX_VALUE);
    }

    private EvaluationPass(
            EvaluationSettings settings,
            Classifier model,
            Classifier hardMasked,
            TrainedModel randomModel,
            Classifier source,
            int latentsFrom) {
        this.settings = settings;
        this.model = model;
        this.hardMasked = hardMasked;
        this.randomModel = randomModel;
        this.source = source;
        this.latentsFrom = latentsFrom;
        PgdSettings attack = settings.attack();
        this.threat = ThreatModel.linf(attack.epsilon());
        this.pgd = attack.pgd(threat);
        // a rounded mask makes the logits of a deep network thousands of times larger
        this.scaledPgd = pgd.withLoss(AttackLoss.SCALED_CROSS_ENTROPY);
        this.restarts = new Restarts(pgd, settings.restarts());
        this.noiseOnly = new Pgd(threat, 0, 0, true);
    }

    private static boolean isWhole(EvaluationSettings settings) {
        return !Boolean.TRUE.equals(settings.whiteBoxOnly());
    }

    @Override
    public void add(Batch batch) {
        NDArray x = batch.images();
        NDArray y = batch.labels();
        int first = batch.first();
        boolean latents = first >= latentsFrom;
        Activations clean = model.forward(x);
        count += batch.count();
        add(cleanImages, first, Predictions.correct(clean.logits(), y));
        noiseCorrect +=
                count(
                        Predictions.correct(
                                forward(noiseOnly, model, x, y, random(first, 1)).logits(), y));

        RandomStream random = random(first, 0);
        NDArray adversarial = pgd.perturb(model, x, y, random);
        threat.check(x, adversarial);
        Activations attacked = model.forward(adversarial);
        if (latents) {
            whiteBox.add(clean, attacked);
        }
        add(attackedImages, first, Predictions.correct(attacked.logits(), y));
        NDArray worst = restarts.worst(model, x, y, adversarial, random);
        threat.check(x, worst);
        add(worstImages, first, Predictions.correct(model.forward(worst).logits(), y));

        if (hardMasked != null) {
            hardCleanCorrect += count(Predictions.correct(hardMasked.logits(x), y));
            NDArray found = scaledPgd.perturb(hardMasked, x, y, random(first, 3));
            threat.check(x, found);
            hardRobustCorrect += count(Predictions.correct(hardMasked.logits(found), y));
        }
        if (randomModel != null) {
            ensemble(x, y, first);
        }
        if (source != null) {
            Activations transferred = forward(pgd, source, x, y, random(first, 2));
            transferredCorrect += count(Predictions.correct(transferred.logits(), y));
            if (latents) {
                blackBox.add(clean, transferred);
            }
        }
    }

    /** The attacker knows the distribution of the weights, not the members' draws. */
    private void ensemble(NDArray x, NDArray y, int first) {
        RandomStream members = RandomStream.of(settings.seed(), Purpose.MASK, 2L * first);
        RandomStream draws = RandomStream.of(settings.seed(), Purpose.MASK, 2L * first + 1);
        NDManager manager = x.getManager();
        Ensemble ensemble =
                new Ensemble(
                        IntStream.range(0, settings.ensemble().members())
                                .mapToObj(i -> randomModel.draw(manager, members))
                                .toList());
        Attack attack =
                pgd.withLoss(
                        new ExpectedGradient(
                                owner -> randomModel.draw(owner, draws),
                                settings.ensemble().gradientDraws()));
        NDArray found = attack.perturb(ensemble, x, y, random(first, 3));
        threat.check(x, found);
        ensembleCorrect += count(Predictions.correct(ensemble.logits(x), y));
        ensembleAttackedCorrect += count(Predictions.correct(ensemble.logits(found), y));
    }

    /** What the model under evaluation makes of examples that were made on a classifier. */
    private Activations forward(
            Attack attack, Classifier victim, NDArray x, NDArray y, RandomStream random) {
        NDArray adversarial = attack.perturb(victim, x, y, random);
        threat.check(x, adversarial);
        return model.forward(adversarial);
    }

    /**
     * Streams of the white-box attack, the noise, the transfer attack and the rounded mask or the
     * ensemble, of which a model has one, never share numbers.
     */
    private RandomStream random(int first, int use) {
        return RandomStream.of(settings.seed(), Purpose.ATTACK, 4L * first + use);
    }

    private static void add(BitSet images, int first, boolean[] correct) {
        for (int i = 0; i < correct.length; i++) {
            images.set(first + i, correct[i]);
        }
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "clean %.1f %%, attacked %.1f %%, worst %.1f %%",
                clean().percent(),
                attacked().percent(),
                worst().percent());
    }

    Accuracy clean() {
        return new Accuracy(cleanImages.cardinality(), count);
    }

    Accuracy noise() {
        return new Accuracy(noiseCorrect, count);
    }

    Accuracy attacked() {
        return new Accuracy(attackedImages.cardinality(), count);
    }

    Accuracy worst() {
        return new Accuracy(worstImages.cardinality(), count);
    }

    Accuracy transferred() {
        return source == null ? null : new Accuracy(transferredCorrect, count);
    }

    Accuracy hardClean() {
        return hardMasked == null ? null : new Accuracy(hardCleanCorrect, count);
    }

    Accuracy hardRobust() {
        return hardMasked == null ? null : new Accuracy(hardRobustCorrect, count);
    }

    Evaluation.EnsembleAccuracy ensemble() {
        return randomModel == null
                ? null
                : new Evaluation.EnsembleAccuracy(
                        new Accuracy(ensembleCorrect, count),
                        new Accuracy(ensembleAttackedCorrect, count));
    }

    Answers answers() {
        return Answers.of(cleanImages, attackedImages, worstImages);
    }

    Latent vulnerability() {
        return latentsFrom > count ? null : Latent.of(whiteBox);
    }

    Latent transferVulnerability() {
        return source == null ? null : Latent.of(blackBox);
    }
}
