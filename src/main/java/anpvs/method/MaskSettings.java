package anpvs.method;

import anpvs.UserError;
import anpvs.mask.MaskLayout;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Settings of the pruning mask. In JSON they are one object with the fields of {@link Flat}, absent
 * for {@link None}.
 */
public sealed interface MaskSettings {
    /** No mask. */
    record None() implements MaskSettings {
        @Override
        public Learning learning() {
            throw new UserError("the recipe has no mask");
        }
    }

    /**
     * A {@link anpvs.mask.BetaBernoulliMask}.
     *
     * @param initialA start of the unconstrained first Kumaraswamy parameter
     * @param denseInitialA the same for the masks of dense inputs; null for no difference
     * @param learning how it is trained
     */
    record BetaBernoulli(double initialA, Double denseInitialA, Learning learning)
            implements MaskSettings {
        /** The last masks of each network are of dense inputs. */
        private static final int DENSE_MASKS = 2;

        /**
         * @param layout the network's masks
         * @return for each of them the start of its unconstrained first Kumaraswamy parameter
         */
        double[] initialA(MaskLayout layout) {
            double[] values = new double[layout.layers()];
            int dense = denseInitialA == null ? values.length : values.length - DENSE_MASKS;
            for (int layer = 0; layer < values.length; layer++) {
                values[layer] = layer < dense ? initialA : denseInitialA;
            }
            return values;
        }
    }

    /**
     * A {@link anpvs.mask.VibMask}.
     *
     * @param initialLogvar mean of the starts of its log variance
     * @param learning how it is trained
     */
    record Vib(double initialLogvar, Learning learning) implements MaskSettings {}

    /**
     * A mask that is not trained but taken over from the start run.
     *
     * @param of what it was trained as
     * @param how it multiplies
     */
    record Frozen(MaskSettings of, Freeze how) implements MaskSettings {
        @Override
        public Learning learning() {
            return of.learning();
        }
    }

    /** How a frozen mask multiplies. */
    enum Freeze {
        /** By its expectation, 0 where a unit is pruned. */
        EXPECTATION,
        /** By 1 for each kept unit, by 0 for the others. */
        ROUNDED
    }

    /**
     * How a mask is trained.
     *
     * @param klWeight beta of Eq. 9, the loss has beta * KL / (training images); of a VIB mask
     *     gamma, with gamma * KL
     * @param klDelay fraction of all steps before the KL term begins
     * @param klRamp fraction of all steps over which it then grows linearly to its full weight; 0
     *     for at once
     * @param rate learning rate of the mask parameters before the first boundary
     */
    record Learning(double klWeight, double klDelay, double klRamp, double rate) {
        /**
         * @param step 0-based
         * @param steps of the whole run
         * @return share of the KL term's full weight at that step, in [0, 1]
         */
        double klShare(long step, long steps) {
            double late = step - klDelay * steps;
            double ramp = klRamp * steps;
            double grown = ramp == 0 ? (late < 0 ? 0 : 1) : late / ramp;
            return Math.min(1, Math.max(0, grown));
        }
    }

    /** What a mask's distribution is. */
    enum Kind {
        /** Of {@link BetaBernoulli}; absent in JSON. */
        BETA_BERNOULLI,
        /** Of {@link Vib}. */
        VIB
    }

    /**
     * The settings in JSON.
     *
     * @param initialA as in {@link BetaBernoulli}, or {@code initialLogvar} of a VIB mask
     * @param klWeight as in {@link Learning}
     * @param klDelay likewise
     * @param klRamp likewise
     * @param rate likewise
     * @param denseInitialA as in {@link BetaBernoulli}
     * @param kind null for beta-Bernoulli
     * @param frozen null for a mask that is trained
     */
    record Flat(
            double initialA,
            double klWeight,
            double klDelay,
            double klRamp,
            double rate,
            Double denseInitialA,
            Kind kind,
            Freeze frozen) {}

    /**
     * @param flat as in JSON; null for no mask
     * @return the settings
     */
    @JsonCreator
    static MaskSettings of(Flat flat) {
        if (flat == null) {
            return new None();
        }
        Learning learning = new Learning(flat.klWeight, flat.klDelay, flat.klRamp, flat.rate);
        MaskSettings trained =
                flat.kind == Kind.VIB
                        ? new Vib(flat.initialA, learning)
                        : new BetaBernoulli(flat.initialA, flat.denseInitialA, learning);
        return flat.frozen == null ? trained : new Frozen(trained, flat.frozen);
    }

    /** {@return the settings as in JSON; null for no mask} */
    @JsonValue
    default Flat flat() {
        if (!present()) {
            return null;
        }
        Learning l = learning();
        MaskSettings distribution = this instanceof Frozen frozen ? frozen.of : this;
        BetaBernoulli beta = distribution instanceof BetaBernoulli b ? b : null;
        return new Flat(
                beta == null ? ((Vib) distribution).initialLogvar : beta.initialA,
                l.klWeight,
                l.klDelay,
                l.klRamp,
                l.rate,
                beta == null ? null : beta.denseInitialA,
                beta == null ? Kind.VIB : null,
                this instanceof Frozen frozen ? frozen.how : null);
    }

    /**
     * @throws UserError naming the value that is out of its range
     */
    default void check() {
        if (!present()) {
            return;
        }
        Flat flat = flat();
        Recipe.atLeastZero("mask.klWeight", flat.klWeight);
        Recipe.atLeastZero("mask.rate", flat.rate);
        finite("mask.initialA", flat.initialA);
        finite("mask.denseInitialA", flat.denseInitialA == null ? 0 : flat.denseInitialA);
        fraction("mask.klDelay", flat.klDelay);
        fraction("mask.klRamp", flat.klRamp);
    }

    private static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new UserError(name + " is " + value + "; expected a number");
        }
    }

    private static void fraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new UserError(
                    name + " is " + value + "; expected a fraction of the steps in [0, 1]");
        }
    }

    /** {@return whether there is a mask} */
    default boolean present() {
        return !(this instanceof None);
    }

    /** {@return whether gradients change the mask} */
    default boolean trained() {
        return this instanceof BetaBernoulli || this instanceof Vib;
    }

    /** {@return whether there is a mask that is taken over as it is} */
    default boolean frozen() {
        return this instanceof Frozen;
    }

    /** {@return whether a frozen mask multiplies by 0 and 1} */
    default boolean rounded() {
        return this instanceof Frozen frozen && frozen.how == Freeze.ROUNDED;
    }

    /** {@return whether the mask is one of the variational information bottleneck} */
    default boolean vib() {
        return this instanceof Vib || (this instanceof Frozen frozen && frozen.of.vib());
    }

    /**
     * {@return how the mask is trained; of a frozen one how it would be}
     *
     * @throws UserError if there is no mask
     */
    Learning learning();
}
