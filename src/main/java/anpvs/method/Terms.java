package anpvs.method;

import ai.djl.ndarray.NDArray;
import anpvs.loss.Trades;
import anpvs.loss.VulnerabilitySuppression;
import anpvs.method.Losses.Name;
import java.util.ArrayList;
import java.util.List;

/** The terms that methods are made of, and which of them a recipe asks for. */
final class Terms {
    private Terms() {}

    /**
     * @param recipe the method
     * @param state what is trained
     * @return what each step of it minimises
     */
    static List<Term> of(Recipe recipe, TrainingState state) {
        List<Term> terms = new ArrayList<>();
        terms.add(
                recipe.attack() == null
                        ? crossEntropy()
                        : adversarialTraining(recipe.adversarialWeight()));
        if (recipe.tradesWeight() != null) {
            terms.add(divergence(recipe.tradesWeight()));
        }
        if (recipe.vulnerabilityWeight() != 0) {
            boolean first = recipe.fidelity().firstLatentGradient();
            terms.add(suppression(recipe.vulnerabilityWeight(), first));
        }
        if (state.trainsMask()) {
            terms.add(maskDivergence(recipe));
        }
        if (state.pruner() != null) {
            terms.add(penalty(state.pruner()));
        }
        if (state.noise() != null) {
            terms.add(weightDivergence(recipe, state));
        }
        terms.add((sum, passes) -> sum.addDecay(recipe.weightDecay()));
        return terms;
    }

    /** CE(x), for weights and mask. */
    private static Term crossEntropy() {
        return (sum, passes) -> {
            NDArray clean = passes.crossEntropy(passes.clean());
            sum.name(Name.CLEAN, clean);
            sum.add(clean);
            sum.addForMask(clean, 1);
        };
    }

    /**
     * J of Eq. 6, (CE(x) + w CE(x~)) / (1 + w), for the weights: Eq. 3 with clean images beside the
     * adversarial ones. CE(x~), Eq. 5, for the mask.
     */
    private static Term adversarialTraining(double w) {
        return (sum, passes) -> {
            NDArray clean = passes.crossEntropy(passes.clean());
            NDArray adversarial = passes.crossEntropy(passes.adversarial());
            sum.name(Name.CLEAN, clean);
            sum.name(Name.ADVERSARIAL, adversarial);
            sum.add(clean.add(adversarial.mul(w)).div(1 + w));
            sum.addForMask(adversarial, w / (1 + w));
        };
    }

    /** lambda V(x, x~) (Eq. 2 and 6), for the weights alone. */
    private static Term suppression(double lambda, boolean firstLatentGradient) {
        return (sum, passes) -> {
            NDArray v =
                    VulnerabilitySuppression.of(
                            passes.cleanLatents(),
                            passes.adversarialLatents(),
                            firstLatentGradient);
            sum.name(Name.VULNERABILITY, v);
            sum.add(v.mul(lambda));
            if (passes.latentsShared()) {
                sum.keepFromMask();
            }
        };
    }

    /** beta_T KL(p(x) || p(x~)) (Zhang et al. 2019), for the weights alone. */
    private static Term divergence(double weight) {
        return (sum, passes) -> {
            sum.add(Trades.divergence(passes.clean(), passes.adversarial()).mul(weight));
            sum.keepFromMask();
        };
    }

    /**
     * beta KL / N (Eq. 8 and 9), or gamma KL of a VIB mask, with the warm-up of short schedules;
     * for the mask alone.
     */
    private static Term maskDivergence(Recipe recipe) {
        MaskSettings.Learning settings = recipe.mask().learning();
        double full = settings.klWeight() / (recipe.mask().vib() ? 1 : recipe.trainedImages());
        return (sum, passes) -> {
            NDArray kl = passes.mask().kl();
            sum.name(Name.KL, kl);
            sum.addForMask(kl.mul(full * settings.klShare(passes.step(), recipe.totalSteps())), 0);
        };
    }

    /** ADMM's penalty (Ye, Xu et al. 2019). */
    private static Term penalty(AdmmPruner pruner) {
        return (sum, passes) ->
                pruner.penalties(passes.weights().clean(), passes.step()).forEach(sum::add);
    }

    /** klWeight KL / N of random weights (Blundell et al. 2015). */
    private static Term weightDivergence(Recipe recipe, TrainingState state) {
        double factor = recipe.weightNoise().klWeight() / recipe.trainedImages();
        double prior = recipe.weightNoise().priorScale();
        return (sum, passes) -> {
            NDArray kl = state.noise().kl(passes.batch().scope(), prior);
            NDArray byRho = state.noise().klRhoGradient(passes.batch().scope(), prior);
            sum.name(Name.KL, kl);
            sum.addInClosedForm(kl, factor, byRho.mul(factor));
            sum.addDecay(factor / (prior * prior));
        };
    }
}
