package anpvs.data;

import anpvs.Names;
import anpvs.UserError;
import java.util.Locale;

/** The image sets of the paper and the two synthetic ones, which the kit draws itself. */
public enum Dataset {
    /** Built in: drawn digits-like glyphs, 1 x 28 x 28, ten classes. */
    GLYPHS(1, 28, 10, 4_000, 1_000, true),
    /** Built in: drawn coloured shapes, 3 x 32 x 32, ten classes. */
    SHAPES(3, 32, 10, 4_000, 1_000, true),
    /** MNIST (LeCun, Cortes, Burges), 1 x 28 x 28. */
    MNIST(1, 28, 10, 60_000, 10_000, false),
    /** CIFAR-10 (Krizhevsky 2009), 3 x 32 x 32. */
    CIFAR10(3, 32, 10, 50_000, 10_000, false),
    /** CIFAR-100 (Krizhevsky 2009), 3 x 32 x 32. */
    CIFAR100(3, 32, 100, 50_000, 10_000, false);

    private final int channels;
    private final int size;
    private final int classes;
    private final int trainImages;
    private final int testImages;
    private final boolean synthetic;

    Dataset(int channels, int size, int classes, int train, int test, boolean synthetic) {
        this.channels = channels;
        this.size = size;
        this.classes = classes;
        this.trainImages = train;
        this.testImages = test;
        this.synthetic = synthetic;
    }

    /** {@return colour channels, 1 or 3} */
    public int channels() {
        return channels;
    }

    /** {@return height and width in pixels} */
    public int size() {
        return size;
    }

    /** {@return number of classes} */
    public int classes() {
        return classes;
    }

    /** {@return number of training images} */
    public int trainImages() {
        return trainImages;
    }

    /** {@return number of test images} */
    public int testImages() {
        return testImages;
    }

    /**
     * {@return whether training images are cropped and flipped at random} Published code: on CIFAR.
     * The drawn images differ in place and turn as they are.
     */
    public boolean augmented() {
        return this == CIFAR10 || this == CIFAR100;
    }

    /** {@return whether the kit draws the images itself, with no files} */
    public boolean synthetic() {
        return synthetic;
    }

    /** {@return the name on the command line and of the folder below the data folder} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return a pattern of file names that look as if they belonged to the set} */
    String lookalike() {
        return switch (this) {
            case MNIST -> "(?i).*(mnist|idx[13]|train|t10k).*";
            case CIFAR10 -> "(?i).*(cifar-?10(?!0)|batch).*";
            case CIFAR100 -> "(?i).*(cifar-?100|train|test|meta).*";
            case GLYPHS, SHAPES -> "(?!)";
        };
    }

    /** {@return the name in texts, such as {@code CIFAR-10}; of synthetic sets what they hold} */
    public String title() {
        return switch (this) {
            case GLYPHS -> "drawn glyphs";
            case SHAPES -> "drawn shapes";
            case MNIST -> "MNIST";
            case CIFAR10 -> "CIFAR-10";
            case CIFAR100 -> "CIFAR-100";
        };
    }

    /**
     * @param label number of a class, 0-based
     * @return its name in words, such as {@code horse} or {@code digit 7}
     */
    public String className(int label) {
        return ClassNames.of(this, label);
    }

    /**
     * @param id a name such as {@code mnist}, in any case
     * @return the set
     * @throws UserError naming the known sets, if there is none of that name
     */
    public static Dataset of(String id) {
        return Names.find("data set", id, values(), Dataset::id);
    }
}
