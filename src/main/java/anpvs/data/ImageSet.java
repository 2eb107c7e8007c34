package anpvs.data;

import anpvs.Texts;
import anpvs.UserError;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data set in memory, checked: the whole of it, or the first 1,000 test images that come with the
 * kit, where its files are not there.
 *
 * @param dataset which one
 * @param train training images; asking for them is a {@link UserError} where only test images are
 *     there
 * @param test test images, in the order of the published files
 * @param sha256 SHA-256 in hexadecimal of what the images were read from, for provenance: by file
 *     name without {@code .gz}, over the uncompressed content, so that it does not depend on the
 *     packing; a synthetic set has {@code train} and {@code test} over its drawn pixels and labels
 * @param missing what is not there and what to do about it; null of a whole set
 */
public record ImageSet(
        Dataset dataset,
        LabelledImages train,
        LabelledImages test,
        Map<String, String> sha256,
        String missing) {
    /** Copies the sums, sorted by name. */
    public ImageSet {
        sha256 = Collections.unmodifiableMap(new TreeMap<>(sha256));
    }

    /** A whole data set. */
    public ImageSet(
            Dataset dataset,
            LabelledImages train,
            LabelledImages test,
            Map<String, String> sha256) {
        this(dataset, train, test, sha256, null);
    }

    /**
     * The test images that come with the kit.
     *
     * @param dataset a real data set
     * @param missing what is not there and what to do about it
     * @return its first 1,000 test images
     */
    static ImageSet packed(Dataset dataset, String missing) {
        String name = "first-" + PackedImages.COUNT + "/" + dataset.id();
        return new ImageSet(
                dataset,
                null,
                PackedImages.test(dataset),
                Map.of(name, PackedImages.sha256(dataset)),
                missing);
    }

    @Override
    public LabelledImages train() {
        if (missing != null) {
            throw new UserError(missing);
        }
        return train;
    }

    /**
     * @param wanted how many test images are asked for
     * @return the test images: so many, or all that the published set has
     * @throws UserError if fewer come with the kit and the set's files are not there
     */
    public LabelledImages test(int wanted) {
        if (missing != null && wanted > test.count()) {
            throw new UserError(
                    Texts.format(
                            "%,d test images are asked for, but only the first %,d come with the kit;"
                                    + " take these, or get the others:%n%s",
                            wanted, test.count(), missing));
        }
        return test;
    }
}
