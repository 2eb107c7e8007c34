package anpvs.report.tables;

import anpvs.Texts;
import anpvs.data.Dataset;
import anpvs.evaluate.AttackEvaluator;
import anpvs.evaluate.AttackRecord;
import anpvs.evaluate.Evaluation;
import anpvs.evaluate.Evaluator;
import anpvs.method.Networks;
import anpvs.method.Recipe;
import anpvs.metric.Accuracy;
import anpvs.metric.CostModel;
import anpvs.metric.Structure;
import anpvs.model.Network;
import anpvs.report.PaperValue;
import anpvs.report.Quantity;
import anpvs.report.Rows;
import anpvs.store.ExperimentSpec;
import anpvs.store.Run;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One model as the field keeps its lists: who made it, against which attacks it was trained, what
 * the paper reports and what the kit measured. Every number comes from a record of the run.
 *
 * @param name for people
 * @param method row of the paper's tables
 * @param paper in whose tables the method is a row
 * @param venue where it appeared
 * @param authors of the paper
 * @param architecture the network
 * @param dataset the images
 * @param threatModel norm of the ball
 * @param eps its radius on the scale of pixels in [0, 1]
 * @param profile whose schedule it was trained by
 * @param seed of its training
 * @param changed hyper-parameters that differ from the method's own, by name
 * @param measured by the kit
 * @param reported by the paper, after its full schedule; null where it has no such row
 * @param run id of the source run
 * @param commit that trained it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
        String name,
        String method,
        String paper,
        String venue,
        List<String> authors,
        String architecture,
        String dataset,
        String threatModel,
        double eps,
        String profile,
        long seed,
        Map<String, String> changed,
        Measured measured,
        Reported reported,
        String run,
        String commit) {
    private static final String PAPER =
            "Adversarial Neural Pruning with Latent Vulnerability Suppression";
    private static final String VENUE = "ICML 2020";
    private static final List<String> AUTHORS =
            List.of("Divyam Madaan", "Jinwoo Shin", "Sung Ju Hwang");

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /**
     * A share of images in percent.
     *
     * @param percent in [0, 100]
     * @param images of how many
     */
    public record Share(double percent, int images) {
        static Share of(Accuracy accuracy) {
            return new Share(accuracy.percent(), accuracy.images());
        }
    }

    /**
     * What the kit measured.
     *
     * @param cleanAcc on clean images
     * @param pgdAcc under the paper's attack from one start
     * @param pgdSteps its steps
     * @param autoattackAcc under AutoAttack; null where that was not run
     * @param worstKnownAcc under every attack of that record together; null without one
     * @param unitSparsity pruned units in percent
     * @param weightSparsity single weights that are 0, in percent; null where units are pruned, or
     *     nothing
     * @param parameters between the units that are kept; of a random weight two, mean and noise
     * @param parametersWhole of the whole network
     * @param flops of one image through the units that are kept
     * @param flopsWhole through the whole network
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Measured(
            Share cleanAcc,
            Share pgdAcc,
            int pgdSteps,
            Share autoattackAcc,
            Share worstKnownAcc,
            double unitSparsity,
            Double weightSparsity,
            long parameters,
            long parametersWhole,
            long flops,
            long flopsWhole) {}

    /**
     * What the paper's tables say, as printed: mean and standard deviation over five seeds.
     *
     * @param cleanAcc percent
     * @param pgdAcc percent
     * @param sparsity percent; null where not given
     * @param xflops times fewer FLOPs; null where not given
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reported(String cleanAcc, String pgdAcc, String sparsity, String xflops) {}

    /**
     * @param run a finished run
     * @return its card; empty if it was not evaluated on all test images
     */
    static Optional<ModelCard> of(Run run) {
        return Evaluator.measured(run)
                .filter(one -> one.clean().images() == dataset(run).testImages())
                .map(one -> of(run, one));
    }

    private static Dataset dataset(Run run) {
        return run.spec().recipe().dataset();
    }

    private static ModelCard of(Run run, Evaluation evaluation) {
        ExperimentSpec spec = run.spec();
        Recipe recipe = spec.recipe();
        Network network = Networks.of(recipe);
        Structure whole = Structure.full(network.maskLayout());
        Structure kept = new Structure(evaluation.active(), network.maskLayout());
        Optional<AttackRecord> attack = AttackEvaluator.ofStandard(run);
        int numbers = recipe.weightNoise() == null ? 1 : 2;
        Measured measured =
                new Measured(
                        Share.of(evaluation.clean()),
                        Share.of(evaluation.attacked()),
                        evaluation.settings().attack().steps(),
                        attack.map(found -> Share.of(found.robust())).orElse(null),
                        attack.map(found -> Share.of(found.worst())).orElse(null),
                        evaluation.sparsity(),
                        evaluation.weightSparsity(),
                        numbers * CostModel.parameters(network, kept),
                        numbers * CostModel.parameters(network, whole),
                        CostModel.of(network, kept).flops(),
                        CostModel.full(network).flops());
        var sessions = run.provenance().sessions();
        String profile = recipe.profile().name().toLowerCase(Locale.ROOT);
        return new ModelCard(
                Texts.format(
                        "%s, %s, %s schedule, seed %d",
                        recipe.method().label(),
                        Rows.paperName(recipe.dataset()),
                        profile,
                        spec.seed()),
                recipe.method().id(),
                PAPER,
                VENUE,
                AUTHORS,
                architecture(recipe),
                recipe.dataset().id(),
                "Linf",
                evaluation.settings().attack().epsilon(),
                profile,
                spec.seed(),
                new TreeMap<>(spec.changes()),
                measured,
                reported(recipe),
                run.id(),
                sessions.isEmpty()
                        ? null
                        : sessions.get(sessions.size() - 1).environment().commit());
    }

    private static String architecture(Recipe recipe) {
        return recipe.dataset().channels() == 1
                ? "LeNet-5-Caffe"
                : "VGG-16, width " + recipe.vggOrPublished().width();
    }

    private static Reported reported(Recipe recipe) {
        String clean = text(Quantity.CLEAN, recipe);
        return clean == null
                ? null
                : new Reported(
                        clean,
                        text(Quantity.WHITE_BOX, recipe),
                        text(Quantity.SPARSITY, recipe),
                        text(Quantity.XFLOPS, recipe));
    }

    private static String text(Quantity quantity, Recipe recipe) {
        return quantity.paper(recipe.dataset(), recipe.method())
                .map(PaperValue::format)
                .orElse(null);
    }

    /** {@return the card as the text of a file} */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the changed hyper-parameters in one line; empty for none} */
    String changes() {
        return changed.entrySet().stream()
                .map(one -> one.getKey() + " = " + one.getValue())
                .collect(Collectors.joining(", "));
    }
}
