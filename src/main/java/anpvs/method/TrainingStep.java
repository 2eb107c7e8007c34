package anpvs.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.RecordComponents;
import anpvs.attack.Attack;
import anpvs.attack.AttackLoss;
import anpvs.attack.AttackStart;
import anpvs.attack.Pgd;
import anpvs.engine.Bfloat16;
import anpvs.engine.GradientTape;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.engine.RowOperators;
import anpvs.model.Precision;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One optimisation step of any method (Algorithm 1, per mini-batch): attack the model in evaluation
 * mode (Eq. 4), then update weights (Eq. 6) and mask (Eq. 9, which is Eq. 5 with a prior) at once.
 * What is minimised is a sum of {@link Terms}.
 */
public final class TrainingStep {
    private final Recipe recipe;
    private final TrainingState state;
    private final long seed;
    private final Attack attack;
    private final boolean bfloat16;
    private final Precision precision;
    private final List<Term> terms;

    /**
     * @param recipe the method
     * @param state what is trained; its step counts on
     * @param seed the run's seed
     */
    public TrainingStep(Recipe recipe, TrainingState state, long seed) {
        this.recipe = recipe;
        this.state = state;
        this.seed = seed;
        this.attack = recipe.attack() == null ? null : attack(recipe);
        this.bfloat16 = recipe.attack() != null && inBfloat16(recipe.attack().precision());
        this.precision = inBfloat16(recipe.precision()) ? Precision.BFLOAT16 : Precision.FLOAT32;
        this.terms = Terms.of(recipe, state);
    }

    /**
     * @param images a batch (N, C, H, W) float32 in [0, 1]; stays with its owner
     * @param labels true classes (N) float32
     * @return the losses before the update
     * @throws NonFiniteException before any update, if a loss or gradient is not finite
     */
    public Losses run(NDArray images, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            state.begin();
            NDArray clean = RowOperators.handle(scope, images);
            NDArray adversarial = attack == null ? null : attack(scope, clean, labels);
            StepResult found = differentiate(new TrainingBatch(scope, clean, adversarial, labels));
            found.checkFinite(state.step());
            state.update(found);
            return found.losses();
        }
    }

    /**
     * What an update would be made of, to compare devices with each other.
     *
     * @param images a batch (N, C, H, W) float32 in [0, 1]; stays with its owner
     * @param adversarial what an attack could have made of it, same shape; of no use to methods
     *     without an attack
     * @param labels true classes (N) float32
     * @return the gradients of the loss by weights and by the mask, each in one array; nothing is
     *     updated
     */
    public List<float[]> gradients(NDArray images, NDArray adversarial, NDArray labels) {
        try (NDManager scope = images.getManager().newSubManager()) {
            state.begin();
            NDArray clean = RowOperators.handle(scope, images);
            NDArray attacked = attack == null ? null : adversarial;
            StepResult found = differentiate(new TrainingBatch(scope, clean, attacked, labels));
            return Stream.of(found.byWeights(), found.byMask())
                    .flatMap(some -> some.values().stream())
                    .map(NDArray::toFloatArray)
                    .toList();
        }
    }

    /**
     * @param batch the step's images
     * @return losses and gradients of the sum of all terms; nothing is updated
     */
    StepResult differentiate(TrainingBatch batch) {
        Passes passes = new Passes(recipe, state, batch, seed, precision);
        TermSum sum = new TermSum();
        try (GradientTape tape = new GradientTape()) {
            terms.forEach(term -> term.addTo(sum, passes));
            return sum.differentiate(tape, passes);
        }
    }

    /** {@return whether this device computes in bfloat16 what is asked to be in that precision} */
    private static boolean inBfloat16(Precision asked) {
        return asked == Precision.BFLOAT16 && Bfloat16.missing() == null;
    }

    /**
     * {@return in words what the attack of the training computes with on this device: bfloat16, or
     * float32 and why; null where the recipe asks for float32}
     *
     * @param recipe the method
     */
    public static String attackPrecision(Recipe recipe) {
        return recipe.attack() == null ? null : precision(recipe.attack().precision());
    }

    /**
     * {@return the same of the passes that train}
     *
     * @param recipe the method
     */
    public static String passPrecision(Recipe recipe) {
        return precision(recipe.precision());
    }

    private static String precision(Precision asked) {
        if (asked != Precision.BFLOAT16) {
            return null;
        }
        String missing = Bfloat16.missing();
        return missing == null ? "bfloat16" : "float32: " + missing;
    }

    /** PGD on the cross-entropy from a random start; with TRADES on its divergence. */
    private static Attack attack(Recipe recipe) {
        Pgd usual = recipe.attack().pgd();
        return recipe.tradesWeight() == null
                ? usual
                : RecordComponents.with(
                        usual, Map.of("start", AttackStart.NEAR, "loss", AttackLoss.DIVERGENCE));
    }

    private NDArray attack(NDManager scope, NDArray clean, NDArray labels) {
        NDArray adversarial =
                attack.perturb(
                        bfloat16 ? state.bfloat16Classifier(scope) : state.classifier(scope),
                        clean,
                        labels,
                        RandomStream.of(seed, Purpose.ATTACK, state.step()));
        adversarial.attach(scope);
        return adversarial;
    }
}
