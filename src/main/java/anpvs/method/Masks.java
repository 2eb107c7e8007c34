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
        Recipe.MaskSettings settings = recipe.mask();
        if (settings == null) {
            return null;
        }
        if (settings.vib()) {
            // the network's weights have index 0
            RandomStream random = RandomStream.of(seed, Purpose.INITIALISATION, 1);
            return new VibMask(manager, layout, settings.initialA(), random);
        }
        return new BetaBernoulliMask(
                manager, layout, settings.initialA(layout), recipe.fidelity().priorPerLayerUnits());
    }
}
