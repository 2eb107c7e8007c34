package anpvs.method;

import anpvs.UserError;

/**
 * Settings of concurrent adversarial training and weight pruning by ADMM (Ye, Xu et al. 2019).
 *
 * @param ratio share of the weights that is pruned, in (0, 1), the same in each convolution and
 *     dense layer; biases and batch normalisation stay whole
 * @param rho penalty at the beginning, positive
 * @param growth factor of the penalty at each update
 * @param updates number of equal periods of the ADMM phase, each but the first begun by an update
 *     of targets and duals; steps that are left over make one more, shorter period; at least 1
 * @param retraining fraction of all steps at the end, in (0, 1), in which the weights that were not
 *     pruned are trained further
 */
public record AdmmSettings(
        double ratio, double rho, double growth, int updates, double retraining) {
    /** Checks the ranges. */
    public AdmmSettings {
        boolean fractions = ratio > 0 && ratio < 1 && retraining > 0 && retraining < 1;
        if (!fractions || !(rho > 0) || !(growth > 0) || updates < 1) {
            throw new UserError(
                    "admm: ratio "
                            + ratio
                            + ", rho "
                            + rho
                            + ", growth "
                            + growth
                            + ", updates "
                            + updates
                            + ", retraining "
                            + retraining
                            + "; expected positive numbers, ratio and retraining below 1");
        }
    }
}
