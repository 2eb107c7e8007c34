package anpvs.method;

import anpvs.Names;
import anpvs.UserError;
import java.util.Locale;

/** The rows of the paper's tables that the kit trains. */
public enum Method {
    /** Cross-entropy on clean images. */
    STANDARD("Standard"),
    /** Bayesian pruning: a mask that learns on clean images (Lee et al. 2018). */
    BP("BP"),
    /** Adversarial training on clean and PGD examples (Madry et al. 2018). */
    AT("AT"),
    /** Adversarial training of a distribution over the weights (Liu et al. 2019). */
    AT_BNN("AT BNN"),
    /** Adversarial training that begins with a network trained before (Hendrycks et al. 2019). */
    PRETRAINED_AT("Pretrained AT"),
    /** Single weights pruned by ADMM in adversarial training (Ye, Xu et al. 2019). */
    ADMM("ADMM"),
    /** Cross-entropy plus the divergence from clean to adversarial (Zhang et al. 2019). */
    TRADES("TRADES"),
    /** Adversarial training with the vulnerability suppression loss (Eq. 6 without a mask). */
    AT_VS("AT-VS"),
    /** Adversarial neural pruning: the mask learns on adversarial examples (Eq. 5 and 9). */
    ANP("ANP"),
    /** Adversarial training of the weights behind the mask that BP learned (Figure 3). */
    PAT("PAT"),
    /** Adversarial neural pruning with vulnerability suppression (Eq. 6 and 9). */
    ANP_VS("ANP-VS"),
    /** ANP-VS with masks of the variational information bottleneck. */
    ANP_VS_VIB("ANP-VS (VIB)");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    /** {@return the name in the paper's tables} */
    public String label() {
        return label;
    }

    /** {@return the name on the command line} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param id a name such as {@code anp-vs}, in any case
     * @return the method
     * @throws UserError naming the known methods, if there is none of that name
     */
    public static Method of(String id) {
        return Names.find("method", id, values(), Method::id);
    }
}
