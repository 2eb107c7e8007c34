package anpvs.data;

import anpvs.data.KnownFile.Gzip;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Names, lengths and SHA-256 of every file that the kit reads. */
final class KnownFiles {
    /** Images and labels to train on, then those of the test. */
    private static final List<KnownFile> MNIST =
            List.of(
                    new KnownFile(
                            "train-images-idx3-ubyte",
                            47_040_016,
                            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                            new Gzip(
                                    9_912_422,
                                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
                    new KnownFile(
                            "train-labels-idx1-ubyte",
                            60_008,
                            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                            new Gzip(
                                    28_881,
                                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
                    new KnownFile(
                            "t10k-images-idx3-ubyte",
                            7_840_016,
                            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                            new Gzip(
                                    1_648_877,
                                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
                    new KnownFile(
                            "t10k-labels-idx1-ubyte",
                            10_008,
                            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                            new Gzip(
                                    4_542,
                                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

    /** The five training batches in order, then the test batch. */
    private static final List<KnownFile> CIFAR10 =
            List.of(
                    cifar10(
                            "data_batch_1.bin",
                            "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    cifar10(
                            "data_batch_2.bin",
                            "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    cifar10(
                            "data_batch_3.bin",
                            "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    cifar10(
                            "data_batch_4.bin",
                            "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    cifar10(
                            "data_batch_5.bin",
                            "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    cifar10(
                            "test_batch.bin",
                            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"));

    private static final List<KnownFile> CIFAR100 =
            List.of(
                    new KnownFile(
                            "train.bin",
                            153_700_000,
                            "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
                            null),
                    new KnownFile(
                            "test.bin",
                            30_740_000,
                            "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a",
                            null));

    private KnownFiles() {}

    private static KnownFile cifar10(String name, String sha256) {
        return new KnownFile(name, 30_730_000, sha256, null);
    }

    /**
     * @param dataset which set
     * @return its files; none for a synthetic set
     */
    static List<KnownFile> of(Dataset dataset) {
        return switch (dataset) {
            case GLYPHS, SHAPES -> List.of();
            case MNIST -> MNIST;
            case CIFAR10 -> CIFAR10;
            case CIFAR100 -> CIFAR100;
        };
    }

    /** {@return the files of all sets} */
    static Stream<KnownFile> all() {
        return Arrays.stream(Dataset.values()).flatMap(dataset -> of(dataset).stream());
    }
}
