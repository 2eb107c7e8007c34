package anpvs.notebook;

import anpvs.ProjectFolder;
import anpvs.UserError;
import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.FileStatus;
import anpvs.method.Profile;
import anpvs.store.Environment;
import anpvs.study.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What all results of a notebook depend on, as lines of text. */
final class KitSummary {
    private static final String CHECKED = " is there, checked when it is read";
    private static final String PACKED =
            ": the first 1,000 test images, which come with the kit; for all of it: environment/anpvs"
                    + " data fetch ";

    private KitSummary() {}

    /**
     * @param context where the kit computes
     * @param data where data sets are
     * @param figures where figures are saved
     * @return version, engine, device, profile, data and folders, a line each
     */
    static String of(Context context, DataFolder data, Path figures) {
        Environment here = Environment.current();
        List<String> lines = new ArrayList<>();
        lines.add("kit      version " + here.kit() + ", commit " + context.commit());
        lines.add("engine   " + here.engine() + ", DJL " + here.djl());
        lines.add(
                "device   %s, %s threads, %s"
                        .formatted(here.deviceTitle(), here.threads(), here.cpu()));
        lines.add("Java     " + here.java() + ", " + here.os());
        lines.add("profile  " + meaning(context.profile()));
        images(context).forEach(line -> lines.add("data     " + line));
        if (!context.smoke()) {
            // Large: read, and compared with the published sums, by the first cell that needs them.
            for (Dataset other : List.of(Dataset.CIFAR10, Dataset.CIFAR100)) {
                boolean there = data.glance(other).stream().allMatch(FileStatus::ok);
                lines.add("data     " + other.id() + (there ? CHECKED : PACKED + other.id()));
            }
        }
        lines.add("runs     " + shown(context.store().root()));
        lines.add("figures  " + shown(figures));
        return String.join("\n", lines) + "\n";
    }

    private static String meaning(Profile profile) {
        return switch (profile) {
            case SMOKE -> "smoke: synthetic images, seconds a run; not the paper's numbers";
            case QUICK -> "quick: real data, short schedules";
            case PAPER -> "paper: real data, the paper's settings, five seeds";
        };
    }

    private static List<String> images(Context context) {
        String name = context.dataset().id() + " ";
        try {
            List<String> lines = new ArrayList<>();
            if (context.images().missing() != null) {
                lines.add(context.dataset().id() + PACKED + context.dataset().id());
            }
            context.images()
                    .sha256()
                    .forEach((file, sum) -> lines.add(name + file + ", sha256 " + sum));
            return lines;
        } catch (UserError e) {
            return List.of(e.getMessage());
        }
    }

    private static String shown(Path path) {
        Path home = ProjectFolder.home();
        return (path.startsWith(home) ? home.relativize(path) : path).toString();
    }
}
