package anpvs.report.claims;

import anpvs.Texts;
import anpvs.method.Method;
import anpvs.metric.Holm;
import anpvs.metric.PairedDifference;
import anpvs.report.Numbers;
import anpvs.report.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs say of a claim.
 *
 * @param claim the claim
 * @param tested the methods that it was set against and that are measured, with their tests
 */
record Judgement(Claim claim, List<Tested> tested) {
    /** Level of all tests. */
    static final double LEVEL = 0.05;

    private static final int SEEDS_OF_THE_PAPER = 5;

    /** What the runs can say. */
    enum Verdict {
        /** The claim is true of the runs, beyond chance. */
        HOLDS("holds"),
        /** Its contrary is, of one of the methods at least. */
        FAILS("does not hold"),
        /** Whatever the runs say, they may not decide: {@link Authority}. */
        INDICATION("indication"),
        /** Neither, or not everything that the claim speaks of was measured. */
        OPEN("not decided"),
        /** Nothing that the claim speaks of was measured. */
        UNMEASURED("not measured");

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
     * @param authority whether these networks may decide
     */
    record Tested(Method other, Contrast contrast, double p, Authority authority) {}

    /**
     * @param claims of one page
     * @param evidence what was measured
     * @return a judgement of each, corrected for the number of different comparisons
     */
    static List<Judgement> of(List<Claim> claims, ClaimEvidence evidence) {
        Map<Pairing, Double> corrected = corrected(claims, evidence);
        List<Judgement> judgements = new ArrayList<>();
        for (Claim claim : claims) {
            List<Tested> tested = new ArrayList<>();
            for (Method other : claim.others()) {
                double p = corrected.getOrDefault(claim.against(other), Double.NaN);
                boolean asks = claim.directional() && !claim.counted();
                Authority authority = evidence.authority(claim, other);
                evidence.contrast(claim, other)
                        .map(
                                found ->
                                        new Tested(
                                                other,
                                                found,
                                                asks ? p : Double.NaN,
                                                found.ofOneSeed() && !claim.counted()
                                                        ? authority.ofOneSeed()
                                                        : authority))
                        .ifPresent(tested::add);
            }
            judgements.add(new Judgement(claim, List.copyOf(tested)));
        }
        return judgements;
    }

    /**
     * @param claims of one page
     * @param evidence what was measured
     * @return for each comparison that a claim of a direction is tested by, its probability,
     *     corrected by Holm's method for all of them
     */
    static Map<Pairing, Double> corrected(List<Claim> claims, ClaimEvidence evidence) {
        Map<Pairing, Double> single = new LinkedHashMap<>();
        for (Claim claim : claims) {
            for (Method other : claim.others()) {
                evidence.contrast(claim, other)
                        .map(Contrast::tested)
                        .filter(test -> claim.directional() && !claim.counted())
                        .ifPresent(test -> single.put(claim.against(other), test.p()));
            }
        }
        double[] adjusted =
                Holm.adjust(single.values().stream().mapToDouble(Double::doubleValue).toArray());
        int next = 0;
        for (Pairing one : List.copyOf(single.keySet())) {
            single.put(one, adjusted[next++]);
        }
        return single;
    }

    /**
     * {@return the comparison that speaks against the claim most, of those that refute it where one
     * does; empty if there is none}
     */
    Optional<Tested> worst() {
        boolean refuted = verdict() == Verdict.FAILS;
        return tested.stream()
                .filter(one -> !refuted || refutes(one))
                .min(Comparator.comparingDouble(one -> claim.sign() * one.contrast.difference()));
    }

    private boolean refutes(Tested one) {
        return one.authority.decides() && found(one) == Verdict.FAILS;
    }

    /** {@return methods that the claim speaks of and that were not compared} */
    List<Method> missing() {
        return claim.others().stream()
                .filter(other -> tested.stream().noneMatch(one -> one.other == other))
                .toList();
    }

    Verdict verdict() {
        if (tested.isEmpty()) {
            return Verdict.UNMEASURED;
        }
        List<Tested> may = tested.stream().filter(one -> one.authority.decides()).toList();
        List<Verdict> each = may.stream().map(this::found).toList();
        if (tested.stream().anyMatch(this::refutes)) {
            return Verdict.FAILS; // one counterexample is enough
        }
        if (may.isEmpty()) {
            return Verdict.INDICATION;
        }
        boolean all = may.size() == tested.size() && missing().isEmpty();
        return all && !each.contains(Verdict.OPEN) ? Verdict.HOLDS : Verdict.OPEN;
    }

    /** {@return the verdict in words; of an indication the runs and the difference} */
    String said() {
        Verdict verdict = verdict();
        return verdict == Verdict.INDICATION ? indication(worst().orElseThrow()) : verdict.label();
    }

    private String indication(Tested one) {
        double difference = one.contrast.difference();
        Quantity quantity = claim.quantity();
        boolean points = List.of("%", "points").contains(quantity.unit());
        String size = Numbers.fixed(points ? 1 : quantity.decimals(), Math.abs(difference));
        return one.authority.where()
                + ": "
                + size
                + (points ? " points " : quantity.unit().isEmpty() ? " " : quantity.unit() + " ")
                + (difference < 0 ? "below" : "above")
                + (mayBeChance(one) ? ", which may be chance" : "");
    }

    private boolean mayBeChance(Tested one) {
        PairedDifference test = one.contrast.tested();
        return test != null
                && !claim.counted()
                && (claim.directional() ? !(one.p < LEVEL) : !test.excludesZero());
    }

    /** What a comparison says by its numbers alone. */
    private Verdict found(Tested one) {
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
     * @param matchedEpochs how long the runs of equal schedules were trained
     * @return how sure the verdict is, and why
     */
    String sureness(List<String> unequal, int matchedEpochs) {
        Optional<Tested> worst = worst();
        if (worst.isEmpty()) {
            return Verdict.UNMEASURED.label();
        }
        Contrast contrast = worst.get().contrast;
        List<String> why = new ArrayList<>();
        why.add(basis(contrast));
        if (!missing().isEmpty()) {
            why.add(tested.size() + " of " + claim.others().size() + " methods measured");
        }
        if (claim.matched()) {
            why.add("same schedule of " + matchedEpochs + " epochs");
        } else if (!unequal.isEmpty()) {
            why.add("schedules differ in " + String.join(", ", unequal));
        }
        if (!worst.get().authority.why().isEmpty()) {
            why.add(worst.get().authority.why());
        }
        String grade = verdict() == Verdict.INDICATION ? said() : grade(contrast);
        return grade + (verdict() == Verdict.INDICATION ? "; " : ": ") + String.join("; ", why);
    }

    private String grade(Contrast contrast) {
        if (verdict() == Verdict.OPEN) {
            return "undecided";
        }
        if (claim.counted()) {
            return "sure of these networks";
        }
        return contrast.tested().pairs() >= SEEDS_OF_THE_PAPER ? "sure" : "fairly sure";
    }

    private String basis(Contrast contrast) {
        if (claim.counted()) {
            return "counted";
        }
        boolean test = claim.directional();
        return switch (contrast.kind()) {
            case SEEDS ->
                    Texts.format(
                            "%d seeds, %s",
                            contrast.tested().pairs(), test ? "t test" : "t interval");
            case IMAGES ->
                    Texts.format(
                            "one seed, %s on %,d images",
                            test ? "McNemar's test" : "score interval", contrast.tested().pairs());
            case UNPAIRED ->
                    "one seed, "
                            + (test ? "Fisher's test" : "score interval")
                            + ", as if on different images";
            case NUMBERS -> "one seed, no test";
        };
    }
}
