package anpvs.report.claims;

import static anpvs.method.Method.ANP;
import static anpvs.method.Method.ANP_VS;
import static anpvs.method.Method.AT;
import static anpvs.method.Method.AT_VS;
import static anpvs.method.Method.PAT;
import static anpvs.method.Method.STANDARD;
import static anpvs.report.Quantity.AUTO_ATTACK;
import static anpvs.report.Quantity.AUTO_ATTACK_GAP;
import static anpvs.report.Quantity.BLACK_BOX;
import static anpvs.report.Quantity.CLEAN;
import static anpvs.report.Quantity.MEMORY;
import static anpvs.report.Quantity.V_RELATIVE;
import static anpvs.report.Quantity.V_WHITE;
import static anpvs.report.Quantity.WHITE_BOX;
import static anpvs.report.Quantity.XFLOPS;

import anpvs.method.Method;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * A sentence of the paper, as a statement about the difference of methods in one quantity.
 *
 * @param text the claim
 * @param section of the paper; where it is sharper than there, it says so
 * @param quantity what is compared
 * @param first the method that it speaks of
 * @param others the methods that it is set against; it must hold against each
 * @param low the claim: first minus other is above this
 * @param high and below this
 * @param matched whether runs of equal schedules are to be compared, and not the tables' rows
 */
record Claim(
        String text,
        String section,
        Quantity quantity,
        Method first,
        List<Method> others,
        double low,
        double high,
        boolean matched) {
    /** Half the width of what counts as no difference of accuracies, in points. */
    static final double NEGLIGIBLE = 1;

    /** How many claims a summary shows. */
    static final int SUMMARY = 10;

    private static final String SHARPER = ", sharper";

    /** {@return whether it only says which of two is larger} */
    boolean directional() {
        return low == 0 || high == 0;
    }

    /**
     * {@return whether the number is counted from the network, so that nothing is left to chance}
     */
    boolean counted() {
        return quantity == MEMORY || quantity == XFLOPS;
    }

    /** {@return 1 if a larger difference is better for the claim, -1 if a smaller one} */
    int sign() {
        return high == 0 ? -1 : 1;
    }

    private static Claim more(
            String text, String section, Quantity quantity, Method first, List<Method> others) {
        return new Claim(
                text, section, quantity, first, others, 0, Double.POSITIVE_INFINITY, false);
    }

    private static Claim more(
            String text, String section, Quantity quantity, Method first, Method other) {
        return more(text, section, quantity, first, List.of(other));
    }

    private static Claim less(
            String text, String section, Quantity quantity, Method first, Method other) {
        return new Claim(
                text, section, quantity, first, List.of(other), Double.NEGATIVE_INFINITY, 0, false);
    }

    private Claim matchedRuns() {
        return new Claim(
                text + ", equal schedules",
                section.replace(SHARPER, "") + SHARPER,
                quantity,
                first,
                others,
                low,
                high,
                true);
    }

    /** {@return the name of what it is set against} */
    String label(Method other) {
        return quantity == AUTO_ATTACK_GAP ? "PGD-40" : other.label();
    }

    /** {@return what is compared when it is set against that method} */
    Pairing against(Method other) {
        return new Pairing(quantity, first, other, matched);
    }

    /** {@return the method whose training decides whether networks may decide the claim} */
    Method baseline() {
        boolean clean = !Rows.adversarial(first) && others.stream().noneMatch(Rows::adversarial);
        return clean ? STANDARD : AT;
    }

    /**
     * @param dataset name of a data set of the paper
     * @return what the paper's text says of it, its {@link #SUMMARY} main claims first
     */
    static List<Claim> of(String dataset) {
        boolean mnist = dataset.equals("MNIST");
        List<Method> baselines = Rows.baselines();
        Claim robust =
                more(
                        "ANP-VS is more robust than every baseline",
                        "5.2",
                        WHITE_BOX,
                        ANP_VS,
                        baselines);
        Claim thanAt = more("ANP-VS is more robust than AT", "5.2", WHITE_BOX, ANP_VS, AT);
        Claim vulnerable =
                less("ANP-VS is less vulnerable than AT (V)", "5.2, 5.4", V_WHITE, ANP_VS, AT);
        Claim relative = sharper(vulnerable, "per unit of activation", V_RELATIVE);
        List<Claim> claims = new ArrayList<>();
        claims.add(robust);
        claims.add(thanAt);
        claims.add(thanAt.matchedRuns());
        claims.add(sharper(robust, "under AutoAttack", AUTO_ATTACK));
        claims.add(
                more(
                        "ANP-VS is more robust than AT against black-box examples",
                        "5.2",
                        BLACK_BOX,
                        ANP_VS,
                        AT));
        if (!mnist) {
            claims.add(
                    more(
                            "ANP-VS is more accurate on clean images than every baseline",
                            "5.2",
                            CLEAN,
                            ANP_VS,
                            baselines));
        }
        claims.add(vulnerable);
        if (!dataset.equals("CIFAR-10")) {
            claims.add(relative);
        }
        claims.add(less("ANP-VS needs less memory than AT", "5.2", MEMORY, ANP_VS, AT));
        ablations(claims, dataset);
        if (!claims.contains(relative)) {
            claims.add(relative);
        }
        claims.add(vulnerable.matchedRuns());
        claims.add(relative.matchedRuns());
        claims.add(sharper(thanAt, "under AutoAttack", AUTO_ATTACK));
        claims.add(
                new Claim(
                        "Greater resources do not help an attack on ANP-VS: AutoAttack leaves what"
                                + " PGD-40 leaves, to a point",
                        "5.2, sharper",
                        AUTO_ATTACK_GAP,
                        ANP_VS,
                        List.of(ANP_VS),
                        -NEGLIGIBLE,
                        Double.POSITIVE_INFINITY,
                        false));
        claims.add(less("AT is less vulnerable than Standard (V)", "5.4", V_WHITE, AT, STANDARD));
        claims.add(more("ANP-VS needs fewer FLOPs than AT", "5.2", XFLOPS, ANP_VS, AT));
        return List.copyOf(claims);
    }

    private static void ablations(List<Claim> claims, String dataset) {
        boolean hundred = dataset.equals("CIFAR-100");
        if (!hundred) {
            claims.add(more("AT-VS is more robust than AT", "5.3", WHITE_BOX, AT_VS, AT));
        }
        claims.add(more("ANP is more robust than AT", "5.3", WHITE_BOX, ANP, AT));
        if (!hundred) {
            claims.add(less("AT-VS is less vulnerable than AT (V)", "5.3", V_WHITE, AT_VS, AT));
        }
        claims.add(
                new Claim(
                        "AT-VS is as accurate as AT on clean images, to a point",
                        "5.3",
                        CLEAN,
                        AT_VS,
                        List.of(AT),
                        -NEGLIGIBLE,
                        NEGLIGIBLE,
                        false));
        claims.add(more("ANP is more accurate than AT on clean images", "5.3", CLEAN, ANP, AT));
        if (dataset.equals("CIFAR-10")) {
            claims.add(more("ANP is more robust than AT-VS", "5.3", WHITE_BOX, ANP, AT_VS));
        }
        claims.add(
                more(
                        "ANP-VS is more robust than either part alone",
                        "5.3",
                        WHITE_BOX,
                        ANP_VS,
                        List.of(AT_VS, ANP)));
        if (!dataset.equals("MNIST")) {
            claims.add(more("PAT is more robust than AT", "5.3", WHITE_BOX, PAT, AT));
            claims.add(less("PAT is less accurate than AT on clean images", "5.3", CLEAN, PAT, AT));
            claims.add(more("ANP-VS is more robust than PAT", "5.3", WHITE_BOX, ANP_VS, PAT));
        }
    }

    private static Claim sharper(Claim claim, String how, Quantity quantity) {
        return new Claim(
                claim.text.replace(" (V)", "") + ", " + how,
                claim.section + SHARPER,
                quantity,
                claim.first,
                claim.others,
                claim.low,
                claim.high,
                claim.matched);
    }
}
