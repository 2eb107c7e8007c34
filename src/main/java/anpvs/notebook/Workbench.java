package anpvs.notebook;

import anpvs.UserError;
import anpvs.attack.ThreatModel;
import anpvs.data.Dataset;
import anpvs.method.Fidelity;
import anpvs.method.Method;
import anpvs.progress.InterruptedRun;
import anpvs.report.ChartResult;
import anpvs.report.Figure;
import anpvs.report.Figures;
import anpvs.report.Missing;
import anpvs.report.SavedTable;
import anpvs.report.TableResult;
import anpvs.store.ExperimentSpec;
import anpvs.store.RunStore;
import anpvs.store.WeightsNotKept;
import anpvs.study.Context;
import anpvs.study.MissingModel;
import anpvs.study.TemporaryFolder;
import anpvs.study.TrainedModels;
import anpvs.train.ModelImport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What a notebook does with single networks and images; {@link Kit} adds the paper's results. */
public abstract class Workbench {
    private static final int ATTACKED = 1_000;

    private final Context context;
    private final Figures figures;

    Workbench(Context context, Figures figures) {
        this.context = context;
        this.figures = figures;
    }

    final Context context() {
        return context;
    }

    /**
     * @param method a method's name on the command line, such as {@code anp-vs}
     * @return a few test images before and after the evaluation's attack on that method's network
     */
    public ChartResult attackPictures(String method) {
        return figure(() -> new QuickStart(context).attackPictures(Method.of(method)));
    }

    /**
     * @param method a method's name on the command line
     * @return one test image under attacks of growing epsilon
     */
    public ChartResult attackByEpsilon(String method) {
        return figure(() -> new QuickStart(context).attackByEpsilon(Method.of(method)));
    }

    /** {@return accuracy of Standard, AT and ANP-VS against epsilon} */
    public ChartResult accuracyByEpsilon() {
        return figure(() -> new QuickStart(context).accuracyByEpsilon());
    }

    /**
     * Accuracy of Standard, AT and ANP-VS under PGD of radii of one's own; nothing is saved.
     *
     * @param dataset a data set of the paper
     * @param epsilons radii, on the scale of pixels in [0, 1]
     * @return the curves and their numbers
     */
    public ChartResult sweep(String dataset, double... epsilons) {
        if (epsilons.length == 0) {
            throw new UserError("no radius; say which, such as kit.sweep(\"mnist\", 0.1, 0.2)");
        }
        for (double epsilon : epsilons) {
            ThreatModel.linf(epsilon); // says what is wrong with it
        }
        return unsaved(
                () ->
                        new QuickStart(context.of(dataset))
                                .accuracyByEpsilon(Arrays.stream(epsilons).boxed().toList()));
    }

    /** {@return E[pi] of each unit; in the smoke profile shown while it is trained} */
    public ChartResult maskWhileTraining() {
        return figure(() -> new QuickStart(context).mask());
    }

    /** {@return the share of units that the masks of ANP-VS keep after each epoch} */
    public ChartResult keptUnits() {
        return figure(() -> new QuickStart(context).keptUnits());
    }

    /**
     * Attacks a method's network on the first 1,000 test images (100 in the smoke profile) by PGD.
     *
     * @param method a method's name on the command line
     * @param epsilon largest change of a pixel, on the scale [0, 1]
     * @param steps of the attack
     * @return accuracy before and after, with intervals
     */
    public TableResult attack(String method, double epsilon, int steps) {
        return attack(context.dataset().id(), method, epsilon, steps);
    }

    /**
     * As above, on another data set.
     *
     * @param dataset a data set of the paper
     */
    public TableResult attack(String dataset, String method, double epsilon, int steps) {
        Context asked = context.of(dataset);
        Method named = Method.of(method);
        return answer(() -> trained(asked, named).attack(first(asked), "pgd", epsilon, steps));
    }

    private static KitModel trained(Context asked, Method method) {
        return new KitModel(asked, new TrainedModels(asked).one(method));
    }

    private static Images first(Context asked) {
        int count = Math.min(asked.smoke() ? 100 : ATTACKED, asked.images().test().count());
        return Images.of(
                asked.dataset(), asked.images().test(), IntStream.range(0, count).toArray());
    }

    /**
     * Two networks under the paper's attack on the same images.
     *
     * @param dataset a data set of the paper
     * @param first a method's name on the command line
     * @param second another
     * @return the difference of their accuracies, first minus second, with its 95 % interval
     */
    public TableResult compare(String dataset, String first, String second) {
        Context asked = context.of(dataset);
        Method one = Method.of(first);
        Method two = Method.of(second);
        return answer(
                () -> {
                    Images images = first(asked);
                    return pgd(asked, one, images).minus(pgd(asked, two, images));
                });
    }

    private static AttackResult pgd(Context asked, Method method, Images images) {
        KitModel model = trained(asked, method);
        return model.attack(images, "pgd", model.usual().epsilon(), model.usual().steps());
    }

    /**
     * @param method a method's name on the command line
     * @return its trained network: logits, latents, mask, gradient, attacks
     * @throws UserError if it is not trained; the message says which command trains it
     */
    public KitModel model(String method) {
        return model(context.dataset().id(), method);
    }

    /**
     * As above, of another data set.
     *
     * @param dataset a data set of the paper
     */
    public KitModel model(String dataset, String method) {
        Context asked = context.of(dataset);
        try {
            return trained(asked, Method.of(method));
        } catch (MissingModel e) {
            throw new UserError(e.getMessage().strip(), e);
        }
    }

    /**
     * A network of one's own, from a file of weights by their published names, as {@code
     * kit.model(..).export(..)} writes it. No run is stored.
     *
     * @param file an {@code .npz} file
     * @param dataset the data set that it classifies
     * @param method what it is said to be: the method decides whether there is a mask
     * @return the network
     * @throws UserError naming the array, if one is missing, unknown or of another shape
     */
    public KitModel modelFromFile(String file, String dataset, String method) {
        Context asked = context.of(dataset);
        ExperimentSpec spec =
                ExperimentSpec.of(
                        Method.of(method), asked.dataset(), asked.profile(), Fidelity.PAPER, 0);
        Path store = TemporaryFolder.create("anpvs-imported-");
        return new KitModel(asked, ModelImport.into(new RunStore(store), spec, Path.of(file)));
    }

    /**
     * @param dataset a data set of the paper
     * @param indices numbers of test images, 0-based
     * @return these images with their classes
     */
    public Images images(String dataset, int... indices) {
        Context asked = context.of(dataset);
        return Images.of(asked.dataset(), asked.images().test(), indices);
    }

    /**
     * @param dataset a data set of the paper
     * @param count how many
     * @return the first test images
     */
    public Images firstImages(String dataset, int count) {
        Context asked = context.of(dataset);
        int[] indices = IntStream.range(0, count).toArray();
        return Images.of(asked.dataset(), asked.images().test(count), indices);
    }

    /**
     * A picture of one's own, scaled to the size of the data set's images.
     *
     * @param dataset whose classes it has
     * @param file a PNG, JPEG, GIF or BMP file
     * @param label number of its class, 0-based
     * @return the image
     */
    public Images picture(String dataset, String file, int label) {
        Dataset asked = context.of(dataset).dataset();
        return Images.read(asked, file, label);
    }

    final ChartResult figure(Supplier<Figure> make) {
        return unsaved(() -> figures.save(make.get()).withFiles(figures.shown()));
    }

    final TableResult table(Supplier<SavedTable> make) {
        return answer(() -> figures.save(make.get()));
    }

    /** Where a trained model is missing, which is not an error: what to do. */
    private static ChartResult unsaved(Supplier<Figure> make) {
        try {
            return made(make);
        } catch (MissingModel | WeightsNotKept e) {
            return Missing.of(e.getMessage());
        }
    }

    static TableResult answer(Supplier<TableResult> make) {
        try {
            return made(make);
        } catch (MissingModel | WeightsNotKept e) {
            return Missing.of(e.getMessage());
        }
    }

    private static <T> T made(Supplier<T> make) {
        try {
            return make.get();
        } catch (CancellationException e) { // from within an attack
            Thread.interrupted();
            throw new InterruptedRun(e.getMessage());
        }
    }
}
