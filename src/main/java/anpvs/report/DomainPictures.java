package anpvs.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anpvs.attack.Pgd;
import anpvs.data.LabelledImages;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.experiment.PublishedAttack;
import anpvs.experiment.TrainedModel;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.model.Classifier;
import anpvs.model.Standardisation;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** One test image after the attack on pixels and after that of the published code. */
final class DomainPictures {
    private static final int CLASS = 8;

    private final Context context;
    private final TrainedModels models;

    DomainPictures(Context context) {
        this.context = context;
        this.models = new TrainedModels(context);
    }

    Figure figure() {
        if (context.dataset().channels() == 1) {
            throw new MissingModel(
                    Rows.paperName(context.dataset())
                            + " is not standardised: both attacks are the same there.");
        }
        models.prepare(PublishedResults.MAIN, false);
        LabelledImages test = context.images().test();
        int index = AttackStudy.firstOfEachClass(test, context.dataset().classes())[CLASS];
        List<AttackPanel.Example> examples = new ArrayList<>();
        List<String> runs = new ArrayList<>();
        PublishedResults.MAIN.forEach(method -> runs.add(models.one(method).id()));
        Measuring.of(
                context.progress(),
                "one image under two attacks",
                PublishedResults.MAIN.size() * 2.0 * AttackStudy.passes(attack()),
                measuring -> {
                    for (Method method : PublishedResults.MAIN) {
                        try (TrainedModel model = TrainedModel.open(models.one(method))) {
                            examples.addAll(examples(measuring, model, method, test, index));
                        }
                    }
                    return examples;
                });
        Origin origin = context.origin(runs);
        PgdSettings attack = attack();
        String title =
                "One image after PGD-"
                        + attack.steps()
                        + " with \u03b5 = "
                        + Figure.number(attack.epsilon())
                        + ", on pixels and as published ("
                        + origin.label()
                        + ")";
        double largest =
                examples.stream().mapToDouble(AttackPanel.Example::largest).max().orElseThrow();
        return new Figure(
                origin.id("attack-domain-pictures"),
                title,
                AttackPanel.of(title, examples, Math.ceil(10 * largest) / 10),
                table(examples),
                origin);
    }

    private PgdSettings attack() {
        return models.spec(Method.STANDARD, 0).recipe().evaluation();
    }

    private List<AttackPanel.Example> examples(
            Measuring measuring,
            TrainedModel model,
            Method method,
            LabelledImages test,
            int index) {
        PgdSettings settings = attack();
        Classifier network = measuring.watch(model.classifier());
        try (NDManager manager = ComputeDevice.newManager()) {
            NDArray x = test.images(manager, index);
            NDArray y = test.labels(manager, index);
            AttackPanel.Prediction before =
                    AttackStudy.predictions(context.dataset(), network.logits(x)).get(0);
            Pgd pgd = settings.pgd();
            NDArray onPixels = pgd.perturb(network, x, y, start(index));
            PublishedAttack published =
                    new PublishedAttack(measuring.watch(model.ofStandardised()), settings, true);
            NDArray changed = published.perturb(x, y, start(index));
            return List.of(
                    example(
                            method.label() + ", pixels",
                            test,
                            index,
                            x,
                            onPixels,
                            before,
                            network.logits(onPixels)),
                    example(
                            "as published",
                            test,
                            index,
                            x,
                            Standardisation.pixels(changed, x),
                            before,
                            published.classifier().logits(changed)));
        }
    }

    private static RandomStream start(int index) {
        return RandomStream.of(0, Purpose.ATTACK, index);
    }

    private AttackPanel.Example example(
            String title,
            LabelledImages test,
            int index,
            NDArray clean,
            NDArray seen,
            AttackPanel.Prediction before,
            NDArray logits) {
        return new AttackPanel.Example(
                title,
                test.channels(),
                test.size(),
                clean.toFloatArray(),
                seen.toFloatArray(),
                test.label(index),
                before,
                AttackStudy.predictions(context.dataset(), logits).get(0));
    }

    private static Table table(List<AttackPanel.Example> examples) {
        StringColumn title = StringColumn.create("attack");
        DoubleColumn largest = DoubleColumn.create("largest_change");
        DoubleColumn mean = DoubleColumn.create("mean_change");
        for (AttackPanel.Example example : examples) {
            title.append(example.title());
            largest.append(example.largest());
            mean.append(example.mean());
        }
        return Table.create("pictures", title, largest, mean);
    }
}
