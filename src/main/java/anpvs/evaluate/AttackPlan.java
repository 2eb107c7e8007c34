package anpvs.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Attack;
import anpvs.attack.AutoAttack;
import anpvs.attack.AutoPgd;
import anpvs.attack.ExpectedGradient;
import anpvs.attack.Fab;
import anpvs.attack.LatentAttack;
import anpvs.attack.LogitLoss;
import anpvs.attack.Pgd;
import anpvs.attack.Square;
import anpvs.attack.ThreatModel;
import anpvs.attack.Transfer;
import anpvs.data.Batch;
import anpvs.engine.RandomStream;
import anpvs.evaluate.AttackJournal.Part;
import anpvs.model.Classifier;
import anpvs.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Which attacks a model gets, in which order.
 *
 * @param settings how it is attacked
 * @param classes that the model tells apart
 * @param parent its unmasked parent; null for none
 * @param draws in version rand makes the networks of the gradients from random numbers, owned by
 *     the manager; else null
 */
record AttackPlan(
        AttackSettings settings,
        int classes,
        Classifier parent,
        BiFunction<NDManager, RandomStream, Classifier> draws) {
    /** Name of the row of examples from the parent. */
    static final String PARENT = "transfer from parent";

    /** Name of the row of the adaptive attack. */
    static final String LATENT = "latent (CE + VS)";

    /**
     * One attack.
     *
     * @param row the line of the table that it belongs to
     * @param cascade whether it belongs to AutoAttack, and so sees its survivors only; all others
     *     see every image that is right when clean
     * @param attack the attack
     * @param passes gradients that it takes for each image, about
     */
    record Task(String row, boolean cascade, Attack attack, double passes) {
        /** How often it calls the network in a batch, about; a call need not be a gradient. */
        double calls() {
            if (attack instanceof Square square) {
                return square.queries();
            }
            return attack instanceof Fab fab ? 2 * fab.steps() : passes;
        }

        /** Attacks a batch; of AutoAttack's attacks the images that break are kept. */
        Part apply(ThreatModel threat, Classifier judge, Batch batch, RandomStream random) {
            long start = System.nanoTime();
            NDArray found = attack.perturb(judge, batch.images(), batch.labels(), random);
            threat.check(batch.images(), found);
            boolean[] broken = Predictions.correct(judge.logits(found.duplicate()), batch.labels());
            float[] all = found.toFloatArray();
            int pixels = all.length / batch.count();
            float[] kept = new float[all.length];
            int at = 0;
            for (int i = 0; i < broken.length; i++) {
                broken[i] = !broken[i];
                if (broken[i] && cascade) {
                    System.arraycopy(all, i * pixels, kept, at, pixels);
                    at += pixels;
                }
            }
            return new Part(broken, Arrays.copyOf(kept, at), (System.nanoTime() - start) / 1e9);
        }
    }

    /** A forward pass takes about this share of a forward and backward pass. */
    private static final double FORWARD = 0.35;

    /** {@return the name of the paper's attack} */
    static String pgdRow(AttackSettings settings) {
        return "PGD-" + settings.pgd().steps();
    }

    ThreatModel threat() {
        return ThreatModel.linf(settings.pgd().epsilon());
    }

    /**
     * @param random of the draws
     * @return the tasks, always the same ones in the same order
     */
    List<Task> tasks(RandomStream random) {
        ThreatModel threat = threat();
        ExpectedGradient through =
                draws == null
                        ? null
                        : new ExpectedGradient(
                                scope -> draws.apply(scope, random),
                                settings.ensemble().gradientDraws());
        int steps = settings.budget().steps();
        double each = through == null ? 1 : through.count();
        List<Task> tasks = new ArrayList<>();
        Pgd pgd = settings.pgd().pgd(threat);
        tasks.add(
                new Task(
                        pgdRow(settings),
                        false,
                        through == null ? pgd : pgd.withLoss(through),
                        pgd.steps() * each));
        if (settings.latentWeight() != null) {
            Attack latent = new LatentAttack(threat, steps, settings.latentWeight());
            tasks.add(new Task(LATENT, false, latent, steps));
        }
        if (parent != null) {
            Attack apgd = new AutoPgd(threat, steps, LogitLoss.CROSS_ENTROPY);
            tasks.add(new Task(PARENT, false, new Transfer(apgd, parent), steps));
        }
        AutoAttack auto =
                AutoAttack.of(settings.version(), threat, settings.budget(), classes, through);
        for (AutoAttack.Stage stage : auto.stages()) {
            for (Attack attack : stage.runs()) {
                tasks.add(new Task(stage.name(), true, attack, passes(attack) * each));
            }
        }
        return tasks;
    }

    private double passes(Attack attack) {
        if (attack instanceof Square square) {
            return FORWARD * square.queries();
        }
        if (attack instanceof Fab fab) {
            return fab.steps() * (FORWARD + (fab.rank() == 0 ? classes - 1 : 1));
        }
        return settings.budget().steps();
    }
}
