package anpvs.method;

import ai.djl.ndarray.NDManager;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.mask.BetaBernoulliMask;
import anpvs.mask.Mask;
import anpvs.mask.MaskLayout;
import anpvs.mask.VibMask;

/** Which mask a recipe wants. */
final class Masks {
    private Masks() {}

    /**
     * @param manager owner of the parameters
     * @param recipe what is trained
     * @param layout the network's masks
     * @param seed the run's seed
     * @return a mask that has learned nothing; null for none
     */
    static Mask initial(NDManager manager, Recipe recipe, MaskLayout layout, long seed) {
        MaskSettings settings =
                recipe.mask() instanceof MaskSettings.Frozen frozen ? frozen.of() : recipe.mask();
        if (settings instanceof MaskSettings.Vib vib) {
            // the network's weights have index 0
            RandomStream random = RandomStream.of(seed, Purpose.INITIALISATION, 1);
            return new VibMask(manager, layout, vib.initialLogvar(), random);
        }
        if (settings instanceof MaskSettings.BetaBernoulli beta) {
            boolean perLayer = recipe.fidelity().priorPerLayerUnits();
            return new BetaBernoulliMask(manager, layout, beta.initialA(layout), perLayer);
        }
        return null;
    }
}
