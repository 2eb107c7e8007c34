package anpvs.report;

import java.math.BigDecimal;

/**
 * One value of the paper's Tables 1 to 3, as printed: mean and standard deviation over five seeds.
 *
 * @param table number of the table, 1 to 3
 * @param dataset {@code MNIST}, {@code CIFAR-10} or {@code CIFAR-100}
 * @param model the row's name in the paper, such as {@code ANP-VS}
 * @param metric {@code clean_accuracy_pct}, {@code adversarial_accuracy_pct}, {@code
 *     vulnerability}, {@code memory_pct}, {@code xflops} or {@code sparsity_pct}
 * @param attack {@code none}, {@code white_box} or {@code black_box}
 * @param setting the attack's settings, such as {@code pgd40;eps=0.3;step=0.01}
 * @param mean mean, with the printed decimals
 * @param sd standard deviation, with the printed decimals
 */
public record PaperValue(
        int table,
        String dataset,
        String model,
        String metric,
        String attack,
        String setting,
        BigDecimal mean,
        BigDecimal sd) {
    /** {@return the same as numbers; each is of five seeds} */
    public Spread spread() {
        return new Spread(mean.doubleValue(), sd.doubleValue(), 5);
    }

    /** {@return mean and standard deviation with the printed decimals, such as 91.31 ± 0.9} */
    public String format() {
        return mean.toPlainString() + " \u00b1 " + sd.toPlainString();
    }
}
