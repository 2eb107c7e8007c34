package anpvs.store;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import anpvs.progress.Progress;
import anpvs.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small runs for tests. */
public final class Runs {
    /** Built in, so no folder is looked at. */
    public static final ImageSet GLYPHS = new DataFolder(Path.of("none")).load(Dataset.GLYPHS);

    /** Steps of one epoch of {@link #tiny}. */
    public static final int STEPS = 4;

    private Runs() {}

    /** {@return a run from random weights, so short that it learns nothing} */
    public static ExperimentSpec tiny(Method method, int epochs) {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("epochs", Integer.toString(epochs));
        changes.put("trainImages", "40");
        changes.put("batchSize", "10");
        changes.put("start", "null");
        ExperimentSpec spec =
                ExperimentSpec.of(method, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, 7);
        if (spec.recipe().attack() != null) {
            changes.put("attack.steps", "1");
        }
        return spec.with(changes);
    }

    /** {@return a tiny run from another one, itself from tiny ones if its method wants that} */
    public static ExperimentSpec tinyFrom(
            Method start, int startEpochs, Method method, int epochs) {
        ExperimentSpec spec = tiny(method, epochs).with(Map.of("start", start.name()));
        String of = "";
        for (int before = spec.chain().size() - 1; before > 0; before--) {
            of += "start.";
            spec =
                    spec.with(
                            Map.of(
                                    of + "epochs", Integer.toString(startEpochs),
                                    of + "trainImages", "40",
                                    of + "batchSize", "10"));
        }
        return spec;
    }

    /** {@return a trainer on the synthetic glyphs} */
    public static Trainer trainer(Path root, Progress progress) {
        return new Trainer(new RunStore(root), dataset -> GLYPHS, progress);
    }

    /** {@return a finished tiny run} */
    public static Run trained(Path root, Method method, int epochs) {
        return trainer(root, Progress.silent()).train(tiny(method, epochs));
    }

    /** {@return name of the newest checkpoint; equal names mean equal bytes} */
    public static String newest(Run run) {
        return run.checkpoints().files().get(0).getFileName().toString();
    }

    /** Interrupts the training thread when a run has done some steps. */
    public record InterruptAt(long step) implements Progress {
        @Override
        public void update(Status status) {
            if (status.done() == step) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
