package anpvs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where the kit's own folders are: the checkout, and {@code data/} and {@code runs/} below it. */
public final class ProjectFolder {
    /** Environment variable that the launchers set to the checkout. */
    public static final String HOME = "ANPVS_HOME";

    /** Environment variable that names the folder of the runs. */
    public static final String RUNS = "ANPVS_RUNS";

    private ProjectFolder() {}

    /** {@return the checkout: ANPVS_HOME, else the working directory; absolute} */
    public static Path home() {
        return home(System.getenv());
    }

    /**
     * Chooses a folder that can be placed elsewhere.
     *
     * @param option what the user gave on the command line; null if nothing
     * @param variable environment variable that counts when there is no option; blank is not set
     * @param name folder below {@link #home()} when there is neither
     * @return absolute path; need not exist
     * @throws UserError if the variable's value is no path
     */
    public static Path choose(Path option, String variable, String name) {
        return choose(option, variable, name, System.getenv());
    }

    static Path choose(Path option, String variable, String name, Map<String, String> environment) {
        if (option != null) {
            return option.toAbsolutePath().normalize();
        }
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? home(environment).resolve(name) : path(variable, value);
    }

    /**
     * Chooses a folder as {@link #choose} does; one that the user has named must be there.
     *
     * @param option what the user gave on the command line; null if nothing
     * @param variable environment variable that counts when there is no option
     * @param name folder below {@link #home()} when there is neither; also the option's name
     * @return absolute path; the folder below {@link #home()} need not be there
     * @throws UserError if the folder that was named is not there, is a file or cannot be read
     */
    public static Path existing(Path option, String variable, String name) {
        Path chosen = choose(option, variable, name);
        boolean named = option != null || !System.getenv().getOrDefault(variable, "").isBlank();
        if (named && !Files.exists(chosen)) {
            throw new UserError(
                    "there is no folder "
                            + chosen
                            + source(option, variable, name)
                            + "; make it, or name one that is there");
        }
        return checked(chosen, source(option, variable, name));
    }

    /**
     * Chooses a folder as {@link #choose} does, which is made when something is put into it.
     *
     * @param option what the user gave on the command line; null if nothing
     * @param variable environment variable that counts when there is no option
     * @param name folder below {@link #home()} when there is neither; also the option's name
     * @return absolute path; need not exist
     * @throws UserError if it is a file or cannot be read
     */
    public static Path toFill(Path option, String variable, String name) {
        return checked(choose(option, variable, name), source(option, variable, name));
    }

    /**
     * Chooses a folder as {@link #toFill} does, for a command that is going to write there.
     *
     * @param option what the user gave on the command line; null if nothing
     * @param variable environment variable that counts when there is no option
     * @param name folder below {@link #home()} when there is neither; also the option's name
     * @return absolute path; need not exist
     * @throws UserError if it cannot be written, or not be made
     */
    public static Path toWrite(Path option, String variable, String name) {
        Path chosen = toFill(option, variable, name);
        Path there = chosen;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new UserError(
                    chosen
                            + source(option, variable, name)
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

    private static String source(Path option, String variable, String name) {
        boolean set = !System.getenv().getOrDefault(variable, "").isBlank();
        return option != null ? " (--" + name + ")" : set ? " (" + variable + ")" : "";
    }

    private static Path checked(Path folder, String source) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(folder + source + " is not a folder; name a folder");
        }
        if (Files.isDirectory(folder)
                && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
            throw new UserError(
                    folder
                            + source
                            + " cannot be read by this user; correct its permissions, or name"
                            + " another folder");
        }
        return folder;
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
