package anpvs.method;

import anpvs.UserError;
import anpvs.data.Dataset;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;

/** Which architecture the paper uses on which data. */
public final class Networks {
    private Networks() {}

    /**
     * @param recipe what is trained
     * @return LeNet-5-Caffe for 1 x 28 x 28 images
     * @throws UserError if the kit has no network for this data
     */
    public static Network of(Recipe recipe) {
        Dataset dataset = recipe.dataset();
        if (dataset.channels() == 1) {
            return new LeNet5Caffe();
        }
        throw new UserError(
                "there is no network for "
                        + dataset.id()
                        + " in this version; expected mnist or glyphs (1 x 28 x 28 images)");
    }
}
