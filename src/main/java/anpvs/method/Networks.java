package anpvs.method;

import anpvs.data.Dataset;
import anpvs.model.LeNet5Caffe;
import anpvs.model.Network;
import anpvs.model.Vgg16;

/** Which architecture the paper uses on which data. */
public final class Networks {
    private Networks() {}

    /**
     * @param recipe what is trained
     * @return LeNet-5-Caffe for 1 x 28 x 28 images, VGG-16 for 3 x 32 x 32
     */
    public static Network of(Recipe recipe) {
        Dataset dataset = recipe.dataset();
        if (dataset.channels() == 1) {
            return new LeNet5Caffe();
        }
        Recipe.VggSettings vgg = recipe.vggOrPublished();
        return new Vgg16(
                dataset.classes(),
                vgg.width(),
                vgg.dropout(),
                recipe.fidelity().preActivationLatent());
    }
}
