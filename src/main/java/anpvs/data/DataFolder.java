package anpvs.data;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.FileCheck.Checked;
import anpvs.data.FileStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that holds the data sets.
 *
 * @param path absolute; a set lies in its own folder below ({@code mnist}, {@code cifar10}, {@code
 *     cifar100}, or under the name that its archive unpacks to) or directly in it
 */
public record DataFolder(Path path) {
    private static final int MOST_OTHERS = 8;

    /** Environment variable that names the folder. */
    public static final String VARIABLE = "ANPVS_DATA";

    /**
     * @param option the folder that the user named; null if none
     * @return that folder, else ANPVS_DATA, else {@code data} below the project folder, which need
     *     not be there
     * @throws UserError if the folder that was named is not there, or is a file
     */
    public static DataFolder locate(Path option) {
        return new DataFolder(new ProjectFolder(option, VARIABLE, "data").existing());
    }

    /**
     * @param dataset which set
     * @return where its files are downloaded to
     */
    public Path home(Dataset dataset) {
        return path.resolve(dataset.id());
    }

    /**
     * Reads every file of a set and compares its content with the published one.
     *
     * @param dataset which set; a synthetic one has no files
     * @return one finding for each file
     */
    public List<FileStatus> verify(Dataset dataset) {
        return KnownFiles.of(dataset).stream()
                .map(file -> FileCheck.read(file, find(dataset, file)).status())
                .toList();
    }

    /**
     * Looks at presence and length of the files only.
     *
     * @param dataset which set; a synthetic one has no files
     * @return one finding for each file
     */
    public List<FileStatus> glance(Dataset dataset) {
        return KnownFiles.of(dataset).stream()
                .map(file -> FileCheck.glance(file, find(dataset, file)))
                .toList();
    }

    /**
     * Loads a set; every byte has been compared with the published sums. A synthetic set is drawn.
     *
     * @param dataset which set
     * @return its images; the test images that come with the kit if none of its files is there
     * @throws UserError if some of its files are missing, or one is not the published one; says
     *     what to do
     */
    public ImageSet load(Dataset dataset) {
        if (dataset.synthetic()) {
            return DrawnImages.draw(dataset);
        }
        List<Checked> found =
                KnownFiles.of(dataset).stream()
                        .map(file -> FileCheck.read(file, find(dataset, file)))
                        .toList();
        List<FileStatus> problems =
                found.stream().map(Checked::status).filter(file -> !file.ok()).toList();
        if (problems.isEmpty()) {
            return parse(dataset, found.stream().map(Checked::content).toList());
        }
        String problem = explain(dataset, problems.stream().map(FileStatus::message).toList());
        if (found.stream().allMatch(file -> file.status().state() == State.MISSING)
                && others(dataset).isEmpty()) { // else these may be what the user means
            return ImageSet.packed(dataset, problem);
        }
        throw new UserError(problem);
    }

    /**
     * @param dataset which set
     * @param problems one sentence for each file that cannot be used
     * @return these, what else is there, and what the user can do
     */
    private String explain(Dataset dataset, List<String> problems) {
        List<String> others = others(dataset);
        return "the data set "
                + (dataset.id() + " cannot be used:\n  " + String.join("\n  ", problems))
                + (others.isEmpty() ? "" : "\n  there is: " + String.join("\n  there is: ", others))
                + ("\nDownload it with: anpvs data fetch " + dataset.id())
                + ("\nor name a folder that has it: --data DIR (or " + VARIABLE + "=DIR)");
    }

    /** Of contents in the order of {@link KnownFiles#of}. */
    private static ImageSet parse(Dataset dataset, List<byte[]> files) {
        Map<String, String> sums =
                KnownFiles.of(dataset).stream()
                        .collect(Collectors.toMap(KnownFile::name, KnownFile::sha256));
        if (dataset == Dataset.MNIST) {
            return new ImageSet(
                    dataset,
                    IdxFiles.parse(dataset, files.get(0), files.get(1), "MNIST training"),
                    IdxFiles.parse(dataset, files.get(2), files.get(3), "MNIST test"),
                    sums);
        }
        int last = files.size() - 1;
        return new ImageSet(
                dataset,
                CifarFiles.parse(dataset, files.subList(0, last), dataset.id() + " training files"),
                CifarFiles.parse(
                        dataset, files.subList(last, last + 1), dataset.id() + " test file"),
                sums);
    }

    /** The first place where the file lies; the place where it should lie if it is nowhere. */
    Path find(Dataset dataset, KnownFile file) {
        Path expected = home(dataset).resolve(file.publishedName());
        return places(dataset)
                // 7-Zip unpacks a file into a folder of its name
                .flatMap(folder -> Stream.of(folder, folder.resolve(file.name())))
                .flatMap(folder -> file.names().stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(expected);
    }

    /** What lies in the set's own folders and is none of its files: perhaps it was meant. */
    private List<String> others(Dataset dataset) {
        List<String> known = KnownFiles.all().flatMap(file -> file.names().stream()).toList();
        List<Path> places = places(dataset).toList();
        return places.stream()
                .filter(Files::isDirectory)
                .flatMap(DataFolder::content)
                // what a download that failed leaves
                .filter(file -> !places.contains(file) && !file.toString().endsWith(".part"))
                .filter(file -> !known.contains(file.getFileName().toString()))
                .filter(file -> file.getFileName().toString().matches(dataset.lookalike()))
                .limit(MOST_OTHERS)
                .map(file -> file + python(file))
                .toList();
    }

    private static Stream<Path> content(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.of(); // the files are then missing, and the message says so
        }
    }

    private static String python(Path file) {
        return file.getFileName().toString().matches(".*(-py|-python).*")
                ? " (the version for Python; the binary version is needed)"
                : "";
    }

    private Stream<Path> places(Dataset dataset) {
        Stream<String> below =
                switch (dataset) {
                    case GLYPHS, SHAPES -> Stream.of();
                    case MNIST -> Stream.of("mnist", "MNIST/raw");
                    case CIFAR10 -> Stream.of("cifar10", "cifar-10-batches-bin");
                    case CIFAR100 -> Stream.of("cifar100", "cifar-100-binary");
                };
        return Stream.concat(below.map(path::resolve), Stream.of(path));
    }
}
