package anpvs.experiment;

import anpvs.data.DataFolder;
import anpvs.data.Dataset;
import anpvs.data.ImageSet;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.method.Profile;
import java.nio.file.Path;
import java.util.Map;

/** Small runs for tests. */
final class Runs {
    static final ImageSet GLYPHS = new DataFolder(Path.of("none")).load(Dataset.GLYPHS);

    private Runs() {}

    /** {@return a run of a few seconds, so short that it learns little} */
    static ExperimentSpec tiny(Method method, int epochs) {
        return ExperimentSpec.of(method, Dataset.GLYPHS, Profile.SMOKE, Fidelity.PAPER, 7)
                .with(
                        Map.of(
                                "epochs",
                                Integer.toString(epochs),
                                "trainImages",
                                "200",
                                "batchSize",
                                "25"));
    }

    /** {@return a trainer on the built-in glyphs} */
    static Trainer trainer(Path root, Progress progress) {
        return new Trainer(new RunStore(root), dataset -> GLYPHS, progress);
    }

    /** Interrupts the training thread when a run has done some steps. */
    static final class InterruptAt implements Progress {
        private final String run;
        private final long step;

        InterruptAt(ExperimentSpec spec, long step) {
            this.run = spec.runId();
            this.step = step;
        }

        @Override
        public void update(Status status) {
            if (status.title().equals(run) && status.done() == step) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void note(String line) {
            // not of interest
        }
    }
}
