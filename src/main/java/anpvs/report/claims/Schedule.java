package anpvs.report.claims;

import anpvs.RecordComponents;
import anpvs.data.Dataset;
import anpvs.method.Method;
import anpvs.method.PgdSettings;
import anpvs.method.Recipe;
import anpvs.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What of a recipe is no matter of its method: methods of equal schedules differ in nothing but
 * themselves.
 *
 * @param start see {@link Recipe}, as all others
 */
record Schedule(
        Method start,
        Map<String, String> startChanges,
        Dataset startDataset,
        int trainImages,
        int epochs,
        int batchSize,
        PgdSettings attack,
        double adversarialWeight,
        double weightDecay,
        double weightRate,
        List<Double> boundaries,
        List<List<Double>> rates,
        Integer validationImages,
        Precision precision,
        Precision weightPrecision) {
    static Schedule of(Recipe recipe) {
        return new Schedule(
                recipe.start(),
                recipe.startChanges(),
                recipe.startDataset(),
                recipe.trainImages(),
                recipe.epochs(),
                recipe.batchSize(),
                recipe.attack(),
                recipe.adversarialWeight(),
                recipe.weightDecay(),
                recipe.weightRate(),
                recipe.boundaries(),
                recipe.rates(),
                recipe.validationImages(),
                recipe.precision(),
                recipe.weightPrecision());
    }

    /** {@return optimisation steps of the whole run} */
    int steps() {
        int held = validationImages == null ? 0 : validationImages;
        return (trainImages - held) / batchSize * epochs;
    }

    /** {@return that recipe with this schedule} */
    Recipe onto(Recipe recipe) {
        return recipe.with(RecordComponents.values(this));
    }

    /**
     * @param other another schedule
     * @return in words what the two differ in; nothing if they are equal
     */
    List<String> differences(Schedule other) {
        List<String> names = new ArrayList<>();
        boolean sameStart =
                start == other.start
                        && Objects.equals(startChanges, other.startChanges)
                        && startDataset == other.startDataset;
        add(names, sameStart, "start");
        boolean sameImages =
                trainImages == other.trainImages
                        && Objects.equals(validationImages, other.validationImages);
        add(names, sameImages, "training images");
        add(names, epochs == other.epochs, "epochs");
        add(names, batchSize == other.batchSize, "batch size");
        add(names, Objects.equals(attack, other.attack), "attack");
        add(names, adversarialWeight == other.adversarialWeight, "weight of the examples");
        boolean sameRates =
                weightRate == other.weightRate
                        && boundaries.equals(other.boundaries)
                        && Objects.equals(rates, other.rates);
        add(names, sameRates, "learning rate");
        boolean samePrecision =
                precision == other.precision && weightPrecision == other.weightPrecision;
        add(names, samePrecision, "precision");
        add(names, weightDecay == other.weightDecay, "weight decay");
        return names;
    }

    private static void add(List<String> names, boolean same, String name) {
        if (!same) {
            names.add(name);
        }
    }
}
