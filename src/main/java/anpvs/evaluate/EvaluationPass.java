package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.Texts;
import anpvs.attack.Attack;
import anpvs.attack.AttackLoss;
import anpvs.attack.ExpectedGradient;
import anpvs.attack.Pgd;
import anpvs.attack.Restarts;
import anpvs.attack.ThreatModel;
import anpvs.attack.WatchedPasses;
import anpvs.data.Batch;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.evaluate.Evaluation.Latent;
import anpvs.method.PgdSettings;
import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import anpvs.model.Ensemble;
import anpvs.model.Predictions;
import anpvs.store.TrainedModel;
import java.util.BitSet;
import java.util.stream.IntStream;

/** One pass over the test images, batch by batch. */
final class EvaluationPass implements TestPass {
    private final EvaluationSettings settings;
    private final Classifier model;
    private final Classifier hardMasked;
    private final TrainedModel randomModel;
    private final Classifier source;
    private final int latentsFrom;
    private final Iterates iterates;
    private final ThreatModel threat;
    private final Pgd pgd;
    private final Pgd scaledPgd;
    private final Restarts restarts;
    private final Attack noiseOnly;
    private final WatchedPasses passes;
    private EvaluationTally tally = new EvaluationTally();

    /**
     * @param settings how to evaluate
     * @param model what is evaluated
     * @param source where transfer examples are made; null for none
     * @param latentsFrom the first image that counts in the vulnerability
     * @param iterates of the attack from one start; null where no longer one follows
     */
    EvaluationPass(
            EvaluationSettings settings,
            TrainedModel model,
            Classifier source,
            int latentsFrom,
            Iterates iterates) {
        this(
                settings,
                model.classifier(),
                settings.whole() ? model.hardMasked() : null,
                settings.whole() && settings.ensemble() != null && model.isRandom() ? model : null,
                source,
                latentsFrom,
                iterates);
    }

    /**
     * @param settings how to evaluate
     * @param model what is evaluated
     * @param latents whether its vulnerability is measured
     */
    EvaluationPass(EvaluationSettings settings, Classifier model, boolean latents) {
        this(settings, model, null, null, null, latents ? 0 : Integer.MAX_VALUE, null);
    }

    private EvaluationPass(
            EvaluationSettings settings,
            Classifier model,
            Classifier hardMasked,
            TrainedModel randomModel,
            Classifier source,
            int latentsFrom,
            Iterates iterates) {
        this.settings = settings;
        this.iterates = iterates;
        int draws = randomModel == null ? 0 : settings.ensemble().gradientDraws();
        int attacks =
                settings.restarts()
                        + draws
                        + (hardMasked == null ? 0 : 1)
                        + (source == null ? 0 : 1);
        int known = iterates == null ? 0 : iterates.known();
        this.passes = new WatchedPasses((double) attacks * settings.attack().steps() - known);
        this.model = passes.watch(model);
        this.hardMasked = hardMasked == null ? null : passes.watch(hardMasked);
        this.randomModel = randomModel;
        this.source = source == null ? null : passes.watch(source);
        this.latentsFrom = latentsFrom;
        PgdSettings attack = settings.attack();
        this.threat = ThreatModel.linf(attack.epsilon());
        this.pgd = attack.pgd(threat);
        // a rounded mask makes the logits of a deep network thousands of times larger
        this.scaledPgd = pgd.withLoss(AttackLoss.SCALED_CROSS_ENTROPY);
        this.restarts = new Restarts(pgd, settings.restarts());
        this.noiseOnly = new Pgd(threat, 0, 0, true);
    }

    @Override
    public void add(Batch batch) {
        NDArray x = batch.images();
        NDArray y = batch.labels();
        int first = batch.first();
        boolean latents = first >= latentsFrom;
        Activations clean = model.forward(x);
        add(tally.clean, first, Predictions.correct(clean.logits(), y));
        Activations noisy = forward(noiseOnly, model, x, y, random(first, 1));
        tally.noise += Predictions.count(noisy.logits(), y);

        RandomStream random = random(first, 0);
        NDArray adversarial =
                iterates == null
                        ? pgd.perturb(model, x, y, random)
                        : iterates.perturb(pgd, model, batch, random);
        threat.check(x, adversarial);
        Activations attacked = model.forward(adversarial);
        if (latents) {
            tally.whiteBox.add(clean, attacked);
        }
        add(tally.attacked, first, Predictions.correct(attacked.logits(), y));
        NDArray worst = restarts.worst(model, x, y, adversarial, random);
        threat.check(x, worst);
        add(tally.worst, first, Predictions.correct(model.forward(worst).logits(), y));

        if (hardMasked != null) {
            tally.hardClean += Predictions.count(hardMasked.logits(x), y);
            NDArray found = scaledPgd.perturb(hardMasked, x, y, random(first, 3));
            threat.check(x, found);
            tally.hardRobust += Predictions.count(hardMasked.logits(found), y);
        }
        if (randomModel != null) {
            ensemble(x, y, first);
        }
        if (source != null) {
            Activations transferred = forward(pgd, source, x, y, random(first, 2));
            tally.transferred += Predictions.count(transferred.logits(), y);
            if (latents) {
                tally.blackBox.add(clean, transferred);
            }
        }
        tally.images += batch.count();
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
    public int done() {
        return tally.images;
    }

    /** {@return what was counted; changes with each batch} */
    EvaluationTally tally() {
        return tally;
    }

    /**
     * @param before what was counted of the same evaluation
     */
    void goOnFrom(EvaluationTally before) {
        tally = before;
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
                                owner -> passes.watch(randomModel.draw(owner, draws)),
                                settings.ensemble().gradientDraws()));
        NDArray found = attack.perturb(ensemble, x, y, random(first, 3));
        threat.check(x, found);
        tally.ensemble += Predictions.count(ensemble.logits(x), y);
        tally.ensembleAttacked += Predictions.count(ensemble.logits(found), y);
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

    @Override
    public String summary() {
        return Texts.format(
                "clean %.1f %%, attacked %.1f %%, worst %.1f %%",
                clean().percent(), attacked().percent(), worst().percent());
    }

    Accuracy clean() {
        return new Accuracy(tally.clean.cardinality(), tally.images);
    }

    Accuracy noise() {
        return new Accuracy(tally.noise, tally.images);
    }

    Accuracy attacked() {
        return new Accuracy(tally.attacked.cardinality(), tally.images);
    }

    Accuracy worst() {
        return new Accuracy(tally.worst.cardinality(), tally.images);
    }

    Accuracy transferred() {
        return source == null ? null : new Accuracy(tally.transferred, tally.images);
    }

    Accuracy hardClean() {
        return hardMasked == null ? null : new Accuracy(tally.hardClean, tally.images);
    }

    Accuracy hardRobust() {
        return hardMasked == null ? null : new Accuracy(tally.hardRobust, tally.images);
    }

    Evaluation.EnsembleAccuracy ensemble() {
        return randomModel == null
                ? null
                : new Evaluation.EnsembleAccuracy(
                        new Accuracy(tally.ensemble, tally.images),
                        new Accuracy(tally.ensembleAttacked, tally.images));
    }

    Answers answers() {
        return Answers.of(tally.clean, tally.attacked, tally.worst);
    }

    Latent vulnerability() {
        return latentsFrom > tally.images ? null : Latent.of(tally.whiteBox);
    }

    Latent transferVulnerability() {
        return source == null ? null : Latent.of(tally.blackBox);
    }
}
