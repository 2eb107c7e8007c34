package anpvs.method;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The losses of a training step by name, or their sums or means over several steps.
 *
 * @param values each before its weight; a name that is absent counts as 0
 */
public record Losses(Map<Name, Double> values) {
    /** No step yet. */
    public static final Losses ZERO = new Losses(Map.of());

    /** What a loss is; checkpoints hold sums in this order. */
    public enum Name {
        /** What the weights minimise, without weight decay. */
        TOTAL,
        /** Cross-entropy of the clean images. */
        CLEAN,
        /** Cross-entropy of the adversarial images; absent without an attack. */
        ADVERSARIAL,
        /** V of Eq. 2; absent where the method does not use it. */
        VULNERABILITY,
        /**
         * KL divergence of the mask, summed over units, or of random weights; absent without
         * either.
         */
        KL
    }

    /** Copies the map. */
    public Losses {
        Map<Name, Double> copy = new EnumMap<>(Name.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /**
     * @param inOrder a number for each name
     * @return the losses
     */
    public static Losses of(List<Double> inOrder) {
        Map<Name, Double> values = new EnumMap<>(Name.class);
        Iterator<Double> next = inOrder.iterator();
        for (Name name : Name.values()) {
            values.put(name, next.next());
        }
        return new Losses(values);
    }

    /** {@return a number for each name} */
    public List<Double> inOrder() {
        return Arrays.stream(Name.values()).map(this::get).toList();
    }

    /**
     * @param name of a loss
     * @return its value, 0 if it is absent
     */
    public double get(Name name) {
        return values.getOrDefault(name, 0.0);
    }

    /** {@return what the weights minimise, without weight decay} */
    public double total() {
        return get(Name.TOTAL);
    }

    /**
     * @param other losses of another step
     * @return the sums by name
     */
    public Losses plus(Losses other) {
        Map<Name, Double> sums = new EnumMap<>(Name.class);
        for (Name name : Name.values()) {
            sums.put(name, get(name) + other.get(name));
        }
        return new Losses(sums);
    }

    /**
     * @param steps how many were added up
     * @return the means by name
     */
    public Losses over(int steps) {
        Map<Name, Double> means = new EnumMap<>(Name.class);
        values.forEach((name, sum) -> means.put(name, sum / steps));
        return new Losses(means);
    }

    /** {@return whether every loss is a finite number} */
    boolean finite() {
        return values.values().stream().allMatch(Double::isFinite);
    }
}
