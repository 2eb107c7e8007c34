package anpvs.mask;

import anpvs.engine.RandomStream;

/** The beta-Bernoulli mask by its definition: loops over plain arrays. */
public final class PlainMask {
    private PlainMask() {}

    /**
     * {@return the draws of a batch (batch * units): pi once for each unit, then the relaxed
     * Bernoulli variable of each image}
     */
    public static double[] draw(double[] aUc, double[] bUc, int batch, RandomStream random) {
        int units = aUc.length;
        float[] u = random.uniform(0, 1, units);
        float[] v = random.uniform(0, 1, batch * units);
        double[] mask = new double[batch * units];
        for (int k = 0; k < units; k++) {
            double pi = Math.pow(1 - Math.pow(u[k], 1 / softplus(bUc[k])), 1 / softplus(aUc[k]));
            for (int i = k; i < mask.length; i += units) {
                double logit = Math.log(v[i] / (1 - (double) v[i])) + Math.log(pi / (1 - pi));
                mask[i] = 1 / (1 + Math.exp(-logit / 0.1));
            }
        }
        return mask;
    }

    /** {@return ln(1 + e^x)} */
    public static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }
}
