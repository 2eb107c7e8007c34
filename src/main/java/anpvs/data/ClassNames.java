package anpvs.data;

import java.util.List;

/** What the classes of the image sets are called, in the order of their numbers. */
final class ClassNames {
    private static final List<String> CIFAR10 =
            List.of("airplane automobile bird cat deer dog frog horse ship truck".split(" ", -1));

    /** The fine labels, words of one name joined by an underscore. */
    private static final List<String> CIFAR100 =
            List.of(
                    """
            apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy
            bridge bus butterfly camel can castle caterpillar cattle chair chimpanzee clock
            cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
            forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion
            lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange
            orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
            possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
            snail snake spider squirrel streetcar sunflower sweet_pepper table tank
            telephone television tiger tractor train trout tulip turtle wardrobe whale
            willow_tree wolf woman worm
            """
                            .strip()
                            .split("\\s+", -1));

    private ClassNames() {}

    /**
     * @param dataset an image set
     * @param label number of a class, 0-based
     * @return its name in words, such as {@code horse}, {@code digit 7} or {@code maple tree}
     */
    static String of(Dataset dataset, int label) {
        return switch (dataset) {
            case MNIST -> "digit " + label;
            case GLYPHS -> "glyph " + label;
            case SHAPES -> "shape " + label;
            case CIFAR10 -> CIFAR10.get(label);
            case CIFAR100 -> CIFAR100.get(label).replace('_', ' ');
        };
    }
}
