package anpvs.study;

import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import anpvs.store.WeightsNotKept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The methods that Figures 2, 4 and 5 compare, one run of each.
 *
 * @param context where the runs are kept
 */
public record PaperMethods(Context context) {
    private static final int LENET_IMAGES = 1_000;

    /** Fewer: each costs VGG-16 some ten times as long. */
    private static final int VGG_IMAGES = 500;

    /** {@return the evaluation's attack on that method} */
    public PgdSettings attack(Method method) {
        return new TrainedModels(context).spec(method, 0).recipe().evaluation();
    }

    /** {@return how many test images, from the first, a figure of latent features takes} */
    public int images() {
        return switch (context.profile()) {
            case SMOKE -> EvaluationSettings.SMOKE_IMAGES;
            case QUICK -> context.dataset().channels() == 1 ? LENET_IMAGES : VGG_IMAGES;
            case PAPER -> context.dataset().testImages();
        };
    }

    /** {@return what a test image shows, such as {@code horse}} */
    public String className(int index) {
        return context.dataset().className(context.images().test().label(index));
    }

    /**
     * @param prediction class that a network takes a clean test image for
     * @param index number of the image
     * @return words for a title if that is wrong; else nothing
     */
    public String mistaken(int prediction, int index) {
        return prediction == context.images().test().label(index)
                ? ""
                : ", wrong when clean: " + context.dataset().className(prediction);
    }

    /** {@return number of the test image that pictures of one image show: the first of class 7} */
    public int shown() {
        return new AttackStudy(context).firstOfEachClass(context.dataset().classes())[7];
    }

    /**
     * One finished run of each method. What is missing is told below the cell and left out.
     *
     * @return the runs, at least one
     * @throws MissingModel if there is none at all
     */
    public List<Run> runs() {
        return found(false);
    }

    /**
     * The same, of those runs whose weights are kept here.
     *
     * @return the runs, at least one
     * @throws MissingModel if there is none at all
     */
    public List<Run> networks() {
        return found(true);
    }

    private List<Run> found(boolean withWeights) {
        TrainedModels models = new TrainedModels(context);
        models.needImages();
        List<Run> found = new ArrayList<>();
        List<ExperimentSpec> missing = new ArrayList<>();
        StringBuilder recordsAlone = new StringBuilder();
        models.prepare(TrainedModels.COMPARED, false);
        for (Method method : TrainedModels.COMPARED) {
            List<Run> runs = models.finished(method);
            Optional<Run> usable =
                    runs.stream().filter(run -> !withWeights || run.keepsWeights()).findFirst();
            if (runs.isEmpty()) {
                missing.add(models.spec(method, 0));
            } else if (usable.isEmpty()) {
                recordsAlone.append(MissingModel.LINE + method.label() + ": ");
                recordsAlone.append(WeightsNotKept.message(runs.get(0).spec())).append('\n');
            }
            usable.ifPresent(found::add);
        }
        String advice = models.advice(missing) + recordsAlone;
        if (found.isEmpty()) {
            throw new MissingModel(advice);
        }
        if (!advice.isEmpty()) {
            context.aside(advice);
        }
        return found;
    }
}
