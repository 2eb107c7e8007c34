package anpvs.report;

import anpvs.evaluate.EvaluationSettings;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import java.util.ArrayList;
import java.util.List;

/** The methods that Figures 2, 4 and 5 compare, one run of each. */
final class PaperMethods {
    /** Standard, Bayesian pruning, adversarial training, ANP-VS. */
    static final List<Method> ALL = List.of(Method.STANDARD, Method.BP, Method.AT, Method.ANP_VS);

    private static final int QUICK_IMAGES = 1_000;

    private final Context context;
    private final TrainedModels models;

    PaperMethods(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    /** {@return the evaluation's attack on that method} */
    PgdSettings attack(Method method) {
        return models.spec(method, 0).recipe().evaluation();
    }

    /** {@return how many test images, from the first, a figure of latent features takes} */
    int images() {
        return switch (context.profile()) {
            case SMOKE -> EvaluationSettings.SMOKE_IMAGES;
            case QUICK -> QUICK_IMAGES;
            case PAPER -> context.dataset().testImages();
        };
    }

    /** {@return what a test image shows, such as {@code horse}} */
    String className(int index) {
        return context.dataset().className(context.images().test().label(index));
    }

    /**
     * @param prediction class that a network takes a clean test image for
     * @param index number of the image
     * @return words for a title if that is wrong; else nothing
     */
    String mistaken(int prediction, int index) {
        return prediction == context.images().test().label(index)
                ? ""
                : ", misclassified: " + context.dataset().className(prediction);
    }

    /** {@return number of the test image that pictures of one image show: the first of class 7} */
    int shown() {
        return AttackStudy.firstOfEachClass(context.images().test(), context.dataset().classes())[
                7];
    }

    /**
     * One finished run of each method. What is missing is told below the cell and left out.
     *
     * @return the runs, at least one
     * @throws MissingModel if there is none at all
     */
    List<Run> runs() {
        if (!context.hasRuns()) {
            throw new MissingModel(models.noImages());
        }
        List<Run> found = new ArrayList<>();
        List<ExperimentSpec> missing = new ArrayList<>();
        models.prepare(ALL, false);
        for (Method method : ALL) {
            List<Run> runs = models.finished(method);
            if (runs.isEmpty()) {
                missing.add(models.spec(method, 0));
            } else {
                found.add(runs.get(0));
            }
        }
        if (found.isEmpty()) {
            throw new MissingModel(models.advice(missing));
        }
        if (!missing.isEmpty()) {
            Notebook.display(Missing.of(models.advice(missing)));
        }
        return found;
    }
}
