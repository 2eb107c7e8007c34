package anpvs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A folder of the kit, below the checkout unless the user places it elsewhere.
 *
 * @param option what the user gave on the command line; null if nothing
 * @param variable environment variable that counts when there is no option; blank is not set
 * @param name folder below {@link #home()} when there is neither; also the option's name
 */
public record ProjectFolder(Path option, String variable, String name) {
    /** Environment variable that the launchers set to the checkout. */
    public static final String HOME = "ANPVS_HOME";

    /**
     * @param option what the user gave on the command line; null if nothing
     * @return the folder of the runs
     */
    public static ProjectFolder runs(Path option) {
        return new ProjectFolder(option, "ANPVS_RUNS", "runs");
    }

    /** {@return the checkout: ANPVS_HOME, else the working directory; absolute} */
    public static Path home() {
        return home(System.getenv());
    }

    /**
     * @return absolute path; need not exist
     * @throws UserError if the variable's value is no path
     */
    public Path path() {
        return path(System.getenv());
    }

    Path path(Map<String, String> environment) {
        if (option != null) {
            return option.toAbsolutePath().normalize();
        }
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? home(environment).resolve(name) : path(variable, value);
    }

    /**
     * One that the user has named must be there.
     *
     * @return absolute path; the folder below {@link #home()} need not be there
     * @throws UserError if the folder that was named is not there, is a file or cannot be read
     */
    public Path existing() {
        Path chosen = path();
        if (!source().isEmpty() && !Files.exists(chosen)) {
            throw new UserError(
                    "there is no folder "
                            + chosen
                            + source()
                            + "; make it, or name one that is there");
        }
        return toFill();
    }

    /**
     * One that is made when something is put into it.
     *
     * @return absolute path; need not exist
     * @throws UserError if it is a file or cannot be read
     */
    public Path toFill() {
        Path folder = path();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(folder + source() + " is not a folder; name a folder");
        }
        if (Files.isDirectory(folder)
                && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
            throw new UserError(
                    folder
                            + source()
                            + " cannot be read by this user; correct its permissions, or name"
                            + " another folder");
        }
        return folder;
    }

    /**
     * One in which a command is going to write.
     *
     * @return absolute path; need not exist
     * @throws UserError if it cannot be written, or not be made
     */
    public Path toWrite() {
        Path chosen = toFill();
        Path there = chosen;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new UserError(
                    chosen
                            + source()
                            + (there.equals(chosen) ? " cannot be written" : " cannot be made")
                            + ": "
                            + there
                            + (Files.isDirectory(there)
                                    ? " is not writable by this user"
                                    : " is not a folder")
                            + "; correct that, or name another folder");
        }
        return chosen;
    }

    /** By what the user has named it, for messages; empty if by nothing. */
    private String source() {
        boolean set = !System.getenv().getOrDefault(variable, "").isBlank();
        return option != null ? " (--" + name + ")" : set ? " (" + variable + ")" : "";
    }

    private static Path home(Map<String, String> environment) {
        String value = environment.getOrDefault(HOME, "");
        return value.isBlank() ? Path.of("").toAbsolutePath() : path(HOME, value);
    }

    private static Path path(String variable, String value) {
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UserError(variable + " is not a path: '" + value + "'", e);
        }
    }
}
