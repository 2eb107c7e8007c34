package anpvs.report;

import java.util.Optional;

/**
 * A column of the results: what was measured, its unit, and under which name the paper has it.
 *
 * <p>Accuracies, memory and sparsity are percentages in [0, 100]; vulnerability is in units of the
 * latent features.
 */
public enum Quantity implements Column {
    /** Accuracy on clean test images. */
    CLEAN("clean accuracy", "%", 2, 1, "clean_accuracy_pct", "none"),
    /** Accuracy under PGD-40, one random start. */
    WHITE_BOX("robust, PGD-40", "%", 2, 1, "adversarial_accuracy_pct", "white_box"),
    /** Accuracy under the worst of five random starts for each image; not in the paper. */
    WORST_OF_FIVE("robust, worst of 5", "%", 2, 1, null, null),
    /** Accuracy under AutoAttack, on as many images as were attacked; not in the paper. */
    AUTO_ATTACK("AutoAttack", "%", 2, 1, null, null),
    /** What AutoAttack leaves less PGD-40 on the same images; not in the paper. */
    AUTO_ATTACK_GAP("AutoAttack \u2212 PGD-40", "points", 2, 1, null, null),
    /** Accuracy on examples made against another network. */
    BLACK_BOX("black-box", "%", 2, 1, "adversarial_accuracy_pct", "black_box"),
    /** Vulnerability V of Eq. 2 under the white-box attack. */
    V_WHITE("V white-box", "", 3, -1, "vulnerability", "white_box"),
    /**
     * V per unit of activation under the white-box attack: each layer's V over the mean of its
     * clean features, averaged over the layers; not in the paper.
     */
    V_RELATIVE("relative V", "", 3, -1, null, null),
    /** Vulnerability V of Eq. 2 under the black-box attack. */
    V_BLACK("V black-box", "", 3, -1, "vulnerability", "black_box"),
    /** Memory by the formula of the published code, against the full network. */
    MEMORY("memory", "%", 2, -1, "memory_pct", "none"),
    /** FLOPs of the full network over those of the pruned one. */
    XFLOPS("FLOPs reduction", "\u00d7", 2, 1, "xflops", "none"),
    /** Share of the mask's units that are pruned; of ADMM the share of weights that are zero. */
    SPARSITY("sparsity", "%", 2, 1, "sparsity_pct", "none");

    private final String label;
    private final String unit;
    private final int decimals;
    private final int direction;

    /** Null for what the paper has not: no value of it matches. */
    private final String paperMetric;

    private final String paperAttack;

    Quantity(
            String label,
            String unit,
            int decimals,
            int direction,
            String paperMetric,
            String paperAttack) {
        this.label = label;
        this.unit = unit;
        this.decimals = decimals;
        this.direction = direction;
        this.paperMetric = paperMetric;
        this.paperAttack = paperAttack;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public int decimals() {
        return decimals;
    }

    @Override
    public boolean higherIsBetter() {
        return direction > 0;
    }

    @Override
    public boolean ranked() {
        return this != AUTO_ATTACK_GAP; // a small gap is no merit of a network
    }

    @Override
    public Optional<PaperValue> paper(String dataset, String model) {
        return PaperValues.main(dataset, model, paperMetric, paperAttack);
    }

    /**
     * @param table number of a table of the paper
     * @return this column with the values of that table alone
     */
    public Column ofTable(int table) {
        return new OfTable(this, table);
    }

    private record OfTable(Quantity quantity, int table) implements Column {
        @Override
        public String label() {
            return quantity.label;
        }

        @Override
        public String unit() {
            return quantity.unit;
        }

        @Override
        public int decimals() {
            return quantity.decimals;
        }

        @Override
        public boolean higherIsBetter() {
            return quantity.higherIsBetter();
        }

        @Override
        public Optional<PaperValue> paper(String dataset, String model) {
            return PaperValues.in(
                    table, dataset, model, quantity.paperMetric, quantity.paperAttack);
        }
    }
}
