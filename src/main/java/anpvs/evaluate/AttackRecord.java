package anpvs.evaluate;

import anpvs.RecordComponents;
import anpvs.Texts;
import anpvs.attack.AttackWarning;
import anpvs.metric.Accuracy;
import anpvs.metric.Answers;
import anpvs.progress.Progress;
import anpvs.store.Environment;
import anpvs.store.Records;
import anpvs.store.Run;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What is left of a run's accuracy under the strongest attacks known.
 *
 * @param run its id
 * @param checkpoint SHA-256 of its final checkpoint
 * @param settings how it was attacked
 * @param batchSize images at a time; decides which random numbers an image gets
 * @param clean on clean images
 * @param rows the attacks in their order
 * @param robust under AutoAttack
 * @param robustImages which images are right under AutoAttack, in the form of {@link Answers}; null
 *     in records of earlier versions, whose file of images says it
 * @param interval exact binomial 95 % interval (Clopper-Pearson) of {@code robust}
 * @param worst under every attack of the rows together
 * @param warnings what makes the numbers doubtful
 * @param imagesFile name of the file beside the record that holds the adversarial images
 * @param imagesSha256 SHA-256 of its arrays, see {@link anpvs.data.Npz#sha256}
 * @param data SHA-256 of the data by file name
 * @param environment what it was computed on
 * @param seconds that all attacks took together, over all sittings
 */
public record AttackRecord(
        String run,
        String checkpoint,
        AttackSettings settings,
        int batchSize,
        Accuracy clean,
        List<Row> rows,
        Accuracy robust,
        String robustImages,
        Interval interval,
        Accuracy worst,
        List<AttackWarning> warnings,
        String imagesFile,
        String imagesSha256,
        Map<String, String> data,
        Environment environment,
        double seconds)
        implements Records.Result<AttackSettings> {
    static final String KIND = "attack";

    /**
     * @param run a run
     * @return the stored attacks on it
     */
    public static Records<AttackSettings, AttackRecord> of(Run run) {
        return run.records(KIND, AttackRecord.class);
    }

    /** In {@code broken_by} of the image file: no attack of AutoAttack broke the image. */
    public static final int STANDS = -1;

    /** In {@code broken_by}: wrong without any attack. Its attacks count from 1, in their order. */
    public static final int CLEAN = 0;

    /** The images that no attack of AutoAttack broke, by {@code broken_by}. */
    static BitSet standing(IntBuffer brokenBy) {
        BitSet standing = new BitSet();
        for (int i = 0; brokenBy.hasRemaining(); i++) {
            standing.set(i, brokenBy.get() == STANDS);
        }
        return standing;
    }

    /**
     * One attack.
     *
     * @param name such as APGD-CE
     * @param cascade whether it belongs to AutoAttack and saw only what stood before it
     * @param tried images that it was tried on
     * @param broken how many of them it broke
     * @param accuracy what is left of all images: in AutoAttack after this attack and those before
     *     it, else after this attack alone
     * @param seconds that it took
     */
    public record Row(
            String name,
            boolean cascade,
            int tried,
            int broken,
            Accuracy accuracy,
            double seconds) {}

    /**
     * An interval of an accuracy.
     *
     * @param low lower end, percent
     * @param high upper end, percent
     */
    public record Interval(double low, double high) {
        static Interval of(Accuracy accuracy) {
            return new Interval(accuracy.lowPercent(), accuracy.highPercent());
        }
    }

    /**
     * @param name of a row
     * @return the row; null if there is none
     */
    public Row row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }

    /**
     * @param changed rows in place of these
     * @param left under all of them together
     * @return this with both
     */
    AttackRecord with(List<Row> changed, Accuracy left) {
        return RecordComponents.with(this, Map.of("rows", changed, "worst", left));
    }

    /** {@return the row of the paper's attack, alone on the same images} */
    public Row pgd() {
        return row(AttackPlan.pgdRow(settings));
    }

    /** {@return all numbers as a table, a line each, for people} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                Texts.format(
                        "AutoAttack %s, epsilon %s, the first %,d test images",
                        settings.version().id(), settings.pgd().epsilon(), clean.images()));
        lines.add(
                Texts.format(
                        "%-22s %6s %6s  %-32s %s",
                        "attack", "tried", "broken", "accuracy [95 % interval]", "time"));
        lines.add(line("clean", "", "", clean, Double.NaN));
        rows.stream().filter(row -> !row.cascade()).forEach(row -> lines.add(line(row, "")));
        rows.stream().filter(AttackRecord.Row::cascade).forEach(row -> lines.add(line(row, "+ ")));
        double cascade = rows.stream().filter(Row::cascade).mapToDouble(Row::seconds).sum();
        lines.add(line("AutoAttack", "", "", robust, cascade));
        if (rows.stream().anyMatch(row -> !row.cascade())) {
            lines.add(line("all of these together", "", "", worst, seconds));
        }
        lines.add("+: on what the attacks above it in AutoAttack have left.");
        warnings.forEach(warning -> lines.add("warning: " + warning.message()));
        lines.add("adversarial images: " + imagesFile);
        return lines;
    }

    private static String line(Row row, String mark) {
        return line(
                mark + row.name(),
                Texts.format("%,d", row.tried()),
                Texts.format("%,d", row.broken()),
                row.accuracy(),
                row.seconds());
    }

    private static String line(
            String name, String tried, String broken, Accuracy accuracy, double seconds) {
        return Texts.format(
                        "%-22s %6s %6s  %-32s %s",
                        name,
                        tried,
                        broken,
                        Evaluation.percent(accuracy),
                        Double.isNaN(seconds) ? "" : Progress.duration(seconds))
                .stripTrailing();
    }
}
