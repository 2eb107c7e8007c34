package anpvs.report;

import anpvs.method.Method;
import anpvs.metric.Holm;
import anpvs.metric.PairedDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the runs say of a claim.
 *
 * @param claim the claim
 * @param tested the methods that it was set against and that are measured, with their tests
 */
record Judgement(Claim claim, List<Tested> tested) {
    private static final double LEVEL = 0.05;
    private static final int SEEDS_OF_THE_PAPER = 5;

    /** What the runs can say. */
    enum Verdict {
        /** The claim is true of the runs, beyond chance. */
        HOLDS("holds"),
        /** Its contrary is, of one of the methods at least. */
        FAILS("does not hold"),
        /** Neither, or not everything that the claim speaks of was measured. */
        OPEN("not decided");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * One comparison.
     *
     * @param other the method that the claim is set against
     * @param contrast the difference
     * @param p probability of so large a difference by chance, corrected for all tests of the page;
     *     NaN where there is no test
     */
    record Tested(Method other, Contrast contrast, double p) {}

    /**
     * @param claims of one page
     * @param evidence what was measured
     * @return a judgement of each, corrected for their number
     */
    static List<Judgement> of(List<Claim> claims, ClaimEvidence evidence) {
        List<Judgement> raw = claims.stream().map(claim -> raw(claim, evidence)).toList();
        double[] p =
                raw.stream()
                        .flatMap(judgement -> judgement.tested.stream())
                        .mapToDouble(Tested::p)
                        .filter(value -> !Double.isNaN(value))
                        .toArray();
        double[] adjusted = Holm.adjust(p);
        List<Judgement> corrected = new ArrayList<>();
        int next = 0;
        for (Judgement judgement : raw) {
            List<Tested> tested = new ArrayList<>();
            for (Tested one : judgement.tested) {
                double value = Double.isNaN(one.p) ? one.p : adjusted[next++];
                tested.add(new Tested(one.other, one.contrast, value));
            }
            corrected.add(new Judgement(judgement.claim, List.copyOf(tested)));
        }
        return corrected;
    }

    private static Judgement raw(Claim claim, ClaimEvidence evidence) {
        List<Tested> tested = new ArrayList<>();
        for (Method other : claim.others()) {
            Optional<Contrast> contrast = evidence.contrast(claim, other);
            contrast.ifPresent(
                    found ->
                            tested.add(
                                    new Tested(
                                            other,
                                            found,
                                            found.tested() == null
                                                            || claim.counted()
                                                            || !claim.directional()
                                                    ? Double.NaN
                                                    : found.tested().p())));
        }
        return new Judgement(claim, tested);
    }

    /** {@return the comparison that speaks against the claim most; empty if there is none} */
    Optional<Tested> worst() {
        return tested.stream()
                .min(Comparator.comparingDouble(one -> claim.sign() * one.contrast.difference()));
    }

    /** {@return methods that the claim speaks of and that were not compared} */
    List<Method> missing() {
        return claim.others().stream()
                .filter(other -> tested.stream().noneMatch(one -> one.other == other))
                .toList();
    }

    Verdict verdict() {
        List<Verdict> each = tested.stream().map(this::verdict).toList();
        if (each.contains(Verdict.FAILS)) {
            return Verdict.FAILS; // one counterexample is enough
        }
        boolean all = !each.isEmpty() && missing().isEmpty() && !each.contains(Verdict.OPEN);
        return all ? Verdict.HOLDS : Verdict.OPEN;
    }

    private Verdict verdict(Tested one) {
        double difference = one.contrast.difference();
        if (claim.counted()) {
            boolean inside = difference > claim.low() && difference < claim.high();
            return inside ? Verdict.HOLDS : Verdict.FAILS;
        }
        PairedDifference test = one.contrast.tested();
        // of a direction both the interval and the corrected test must speak
        if (test == null || (claim.directional() && !(one.p < LEVEL))) {
            return Verdict.OPEN;
        }
        if (test.low() > claim.low() && test.high() < claim.high()) {
            return Verdict.HOLDS;
        }
        return test.high() < claim.low() || test.low() > claim.high()
                ? Verdict.FAILS
                : Verdict.OPEN;
    }

    /**
     * @param unequal what the schedules of the two methods differ in
     * @return how sure the verdict is, and why
     */
    String sureness(List<String> unequal) {
        Optional<Tested> worst = worst();
        if (worst.isEmpty()) {
            return "not measured";
        }
        Contrast contrast = worst.get().contrast;
        List<String> why = new ArrayList<>();
        why.add(basis(contrast));
        if (!missing().isEmpty()) {
            why.add(tested.size() + " of " + claim.others().size() + " methods measured");
        }
        if (claim.matched()) {
            why.add("same schedule");
        } else if (!unequal.isEmpty()) {
            why.add("schedules differ in " + String.join(", ", unequal));
        }
        return grade(contrast) + ": " + String.join("; ", why);
    }

    private String grade(Contrast contrast) {
        if (verdict() == Verdict.OPEN) {
            return "not sure";
        }
        if (claim.counted()) {
            return "sure of these networks";
        }
        if (contrast.kind() == Contrast.Kind.SEEDS) {
            return contrast.tested().pairs() >= SEEDS_OF_THE_PAPER ? "sure" : "fairly sure";
        }
        return claim.quantity() == Quantity.AUTO_ATTACK_GAP
                ? "sure of this network, not of other seeds"
                : "sure of these two networks, not of other seeds";
    }

    private String basis(Contrast contrast) {
        if (claim.counted()) {
            return "counted";
        }
        return switch (contrast.kind()) {
            case SEEDS -> String.format(Locale.ROOT, "%d seeds, t test", contrast.tested().pairs());
            case IMAGES ->
                    String.format(
                            Locale.ROOT,
                            "one seed, McNemar's test on %,d images",
                            contrast.tested().pairs());
            case UNPAIRED -> "one seed, Fisher's test, as if on different images";
            case NUMBERS -> "one seed, no test";
        };
    }
}
