package anpvs.experiment;

/** Which arrays of a run make up the trained model, and which only its training. */
final class Model {
    private static final String ADAM = "adam.";
    private static final String ADMM = "admm.";
    private static final String MASK = "mask";
    private static final String RHO = "rho";

    private Model() {}

    /**
     * {@return whether the array is no weight of the network: a mask's, noise, Adam's or ADMM's}
     */
    static boolean isNotWeight(String name) {
        return !isModel(name) || isMask(name) || name.equals(RHO) || name.endsWith("." + RHO);
    }

    /** {@return whether the array is a parameter of the mask} */
    static boolean isMask(String name) {
        return name.startsWith(MASK);
    }

    /** {@return whether the array is needed to apply the model, not only to train it on} */
    static boolean isModel(String name) {
        return !name.startsWith(ADAM) && !name.startsWith(ADMM);
    }
}
