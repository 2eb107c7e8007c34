package anpvs.report;

import anpvs.data.Dataset;
import anpvs.method.Method;
import java.util.Arrays;
import java.util.List;

/** What the rows of the paper's tables are: which are baselines, and which it has not. */
public final class Rows {
    private Rows() {}

    /**
     * {@return whether it learns from adversarial examples: the rows among which the best is bold}
     */
    public static boolean adversarial(Method method) {
        return !List.of("standard", "bp").contains(method.id());
    }

    /**
     * @param table number of a table of the paper
     * @param method a method
     * @return whether that table has a row for it
     */
    static boolean in(int table, Method method) {
        return PaperValues.all().stream()
                .anyMatch(v -> v.table() == table && v.model().equals(method.label()));
    }

    /** {@return the methods that Table 1 sets against ANP-VS and that learn from attacks} */
    public static List<Method> baselines() {
        return Arrays.stream(Method.values())
                .filter(m -> adversarial(m) && in(1, m) && m != Method.ANP_VS)
                .toList();
    }

    /** {@return the methods that have a row in a table of the paper} */
    public static List<Method> of(int table) {
        return Arrays.stream(Method.values()).filter(m -> in(table, m)).toList();
    }

    /**
     * @param dataset an image set
     * @return the name of the paper's results for it; synthetic images are set beside the real ones
     *     of their size
     */
    public static String paperName(Dataset dataset) {
        return switch (dataset) {
            case GLYPHS, MNIST -> "MNIST";
            case SHAPES, CIFAR10 -> "CIFAR-10";
            case CIFAR100 -> "CIFAR-100";
        };
    }
}
