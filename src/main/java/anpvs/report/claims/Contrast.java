package anpvs.report.claims;

import anpvs.metric.PairedDifference;
import anpvs.report.RunValue;
import anpvs.report.Spread;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two methods in one quantity, and how well their difference is known.
 *
 * @param kind what the difference rests on
 * @param first the first method's value; of several seeds the mean
 * @param second the second method's
 * @param tested the difference, first minus second, with its interval and test; null of {@link
 *     Kind#NUMBERS}
 */
record Contrast(Kind kind, double first, double second, PairedDifference tested) {
    /** What a difference can rest on, the best first. */
    enum Kind {
        /** Pairs of runs, one for each of two or more seeds that both methods have. */
        SEEDS,
        /** One run of each, answer by answer on the same images. */
        IMAGES,
        /** One run of each, on images that count as if they were different ones. */
        UNPAIRED,
        /** One run of each and a number without any spread. */
        NUMBERS
    }

    double difference() {
        return tested == null ? first - second : tested.difference();
    }

    /**
     * @param first a method's runs
     * @param second another's
     * @return the two compared in the best way that they allow; empty if one has no run
     */
    static Optional<Contrast> of(List<RunValue> first, List<RunValue> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        List<Contrast> pairs =
                pairs(first, second).entrySet().stream()
                        .map(pair -> single(pair.getKey(), pair.getValue()))
                        .toList();
        if (pairs.size() > 1) {
            List<Double> one = pairs.stream().map(Contrast::first).toList();
            List<Double> other = pairs.stream().map(Contrast::second).toList();
            return Optional.of(
                    new Contrast(
                            Kind.SEEDS,
                            Spread.of(one).mean(),
                            Spread.of(other).mean(),
                            PairedDifference.bySeed(one, other)));
        }
        return pairs.stream().findFirst().or(() -> Optional.of(apart(first.get(0), second.get(0))));
    }

    /** {@return the difference with its test where it rests on pairs; else null} */
    PairedDifference paired() {
        return kind == Kind.SEEDS || kind == Kind.IMAGES ? tested : null;
    }

    /** {@return whether it rests on one seed, so that it speaks of networks and not of methods} */
    boolean ofOneSeed() {
        return kind != Kind.SEEDS;
    }

    /** The runs of the seeds that both have. */
    private static Map<RunValue, RunValue> pairs(List<RunValue> first, List<RunValue> second) {
        Map<RunValue, RunValue> pairs = new LinkedHashMap<>();
        for (RunValue one : first) {
            second.stream()
                    .filter(other -> other.seed() == one.seed())
                    .findFirst()
                    .ifPresent(other -> pairs.put(one, other));
        }
        return pairs;
    }

    private static Contrast single(RunValue one, RunValue other) {
        if (one.right() != null && other.right() != null) {
            // both saw the same first images of the test set
            int images = Math.min(one.accuracy().images(), other.accuracy().images());
            BitSet ours = one.right().get(0, images);
            BitSet theirs = other.right().get(0, images);
            return new Contrast(
                    Kind.IMAGES,
                    100.0 * ours.cardinality() / images,
                    100.0 * theirs.cardinality() / images,
                    PairedDifference.byImage(ours, theirs, images));
        }
        return apart(one, other);
    }

    private static Contrast apart(RunValue one, RunValue other) {
        if (one.accuracy() != null && other.accuracy() != null) {
            return new Contrast(
                    Kind.UNPAIRED,
                    one.value(),
                    other.value(),
                    PairedDifference.unpaired(one.accuracy(), other.accuracy()));
        }
        return new Contrast(Kind.NUMBERS, one.value(), other.value(), null);
    }
}
