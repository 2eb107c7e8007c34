package anpvs.report.figures;

import anpvs.Texts;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.report.Figure;
import anpvs.report.Numbers;
import anpvs.report.Rows;
import anpvs.report.TableColumn;
import anpvs.report.tables.PublishedResults;
import anpvs.store.Run;
import anpvs.study.AttackStudy;
import anpvs.study.AttackedImage;
import anpvs.study.Context;
import anpvs.study.DomainStudy;
import anpvs.study.MissingModel;
import anpvs.study.Origin;
import anpvs.study.TrainedModels;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/** One test image after the attack on pixels and after that of the published code. */
public final class DomainPictures {
    private static final int CLASS = 8;

    private DomainPictures() {}

    /**
     * @param context a data set
     * @return the image as each network's attackers leave it
     * @throws MissingModel if its images are not standardised, or a run is not there
     */
    public static Figure of(Context context) {
        if (context.dataset().channels() == 1) {
            throw new MissingModel(
                    Rows.paperName(context.dataset())
                            + " is not standardised: both attacks are the same there.");
        }
        TrainedModels models = new TrainedModels(context);
        models.prepare(PublishedResults.MAIN, false);
        List<Run> runs = PublishedResults.MAIN.stream().map(models::one).toList();
        int index = new AttackStudy(context).firstOfEachClass(context.dataset().classes())[CLASS];
        List<AttackedImage> images = new DomainStudy(context).pictures(runs, index);
        List<AttackPanel.Example> examples = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Method method = runs.get(i / 2).spec().recipe().method();
            String title = i % 2 == 0 ? method.label() + ", pixels" : "as published";
            examples.add(new AttackPanel.Example(title, images.get(i)));
        }
        Origin origin = context.origin(runs.stream().map(Run::id).toList());
        PgdSettings attack = runs.get(0).spec().recipe().evaluation();
        String title =
                Texts.format(
                        "One image after PGD-%d with \u03b5 = %s, on pixels and as published (%s)",
                        attack.steps(), Numbers.decimal(attack.epsilon()), origin.label());
        double largest = images.stream().mapToDouble(AttackedImage::largest).max().orElseThrow();
        return new Figure(
                origin.id("attack-domain-pictures"),
                title,
                AttackPanel.of(title, examples, Math.ceil(10 * largest) / 10),
                table(examples),
                origin);
    }

    private static Table table(List<AttackPanel.Example> examples) {
        return TableColumn.table(
                "pictures",
                List.of(
                        TableColumn.words("attack", null, AttackPanel.Example::title),
                        TableColumn.data("largest_change", one -> one.image().largest()),
                        TableColumn.data("mean_change", one -> one.image().mean())),
                examples);
    }
}
