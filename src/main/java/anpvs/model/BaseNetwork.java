package anpvs.model;

import anpvs.UserError;
import java.util.Arrays;

/**
 * The networks that can be rebuilt without their pruned units, and what pruning does not change.
 */
public enum BaseNetwork {
    /** See {@link LeNet5Caffe}. */
    LENET_5_CAFFE("LeNet-5-Caffe", 2, 1, 5, 0, 4 * 4),
    /** See {@link Vgg16}. */
    VGG_16("VGG-16", 13, 3, 3, 1, 1);

    private final String label;
    private final int convolutions;
    private final int channels;
    private final int kernel;
    private final int padding;
    private final int positions;

    BaseNetwork(
            String label, int convolutions, int channels, int kernel, int padding, int positions) {
        this.label = label;
        this.convolutions = convolutions;
        this.channels = channels;
        this.kernel = kernel;
        this.padding = padding;
        this.positions = positions;
    }

    /** {@return the network's name} */
    public String label() {
        return label;
    }

    /** {@return channels of the images} */
    public int channels() {
        return channels;
    }

    /** {@return height and width of the images} */
    public int imageSize() {
        return this == LENET_5_CAFFE ? 28 : 32;
    }

    /** {@return whether each image is standardised first, by its own mean and deviation} */
    public boolean standardises() {
        return this == VGG_16;
    }

    /** {@return side of the square kernels} */
    int kernel() {
        return kernel;
    }

    /** {@return zeros on each side of a convolution's input} */
    int padding() {
        return padding;
    }

    /** {@return units that each channel of the last convolution has in the flattened map} */
    int positions() {
        return positions;
    }

    /** {@return whether a max-pool follows convolution l, counted from 1} */
    boolean pooled(int l) {
        return switch (this) {
            case LENET_5_CAFFE -> true;
            case VGG_16 -> l == 2 || l == 4 || l == 7 || l == 10 || l == 13;
        };
    }

    /** {@return number of convolutions, L} */
    public int convolutions() {
        return convolutions;
    }

    /**
     * @param network an architecture
     * @return its base
     */
    static BaseNetwork of(Network network) {
        if (network instanceof LeNet5Caffe) {
            return LENET_5_CAFFE;
        }
        if (network instanceof Vgg16) {
            return VGG_16;
        }
        throw new IllegalArgumentException("cannot rebuild " + network);
    }

    /**
     * @param label a network's name
     * @return its base
     * @throws UserError if there is none of that name
     */
    public static BaseNetwork of(String label) {
        return Arrays.stream(values())
                .filter(base -> base.label.equals(label))
                .findAny()
                .orElseThrow(
                        () ->
                                new UserError(
                                        "unknown network '"
                                                + label
                                                + "'; expected "
                                                + LENET_5_CAFFE.label
                                                + " or "
                                                + VGG_16.label));
    }
}
