package anpvs.evaluate;

import ai.djl.ndarray.NDManager;
import anpvs.Texts;
import anpvs.UserError;
import anpvs.engine.ComputeDevice;
import anpvs.engine.RandomStream;
import anpvs.engine.RandomStream.Purpose;
import anpvs.method.Recipe;
import anpvs.metric.Accuracy;
import anpvs.model.CompactNetwork;
import anpvs.onnx.OnnxExport;
import anpvs.store.AtomicFiles;
import anpvs.store.CompactFile;
import anpvs.store.Environment;
import anpvs.store.ModelFile;
import anpvs.store.Provenance;
import anpvs.store.Run;
import anpvs.store.TrainedModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Trained models as ONNX files, with what is known about them in the file's metadata. */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * @param run a finished run
     * @param compact whether its pruned units are left out
     * @param draws of random weights, or of a random mask, whose mean softmax is the prediction;
     *     null for the model as it is evaluated: weights at their mean, mask at its expectation
     * @param file where the network goes; replaced if it is there
     * @return what was written, for people
     * @throws UserError if the run is not finished or has not what was asked for, or the file
     *     cannot be written
     */
    public static String export(Run run, boolean compact, Integer draws, Path file) {
        ModelFile.checkTarget(file);
        if (draws != null && (draws < 1 || compact)) {
            throw new UserError(
                    draws < 1
                            ? "draws is " + draws + "; expected a positive number"
                            : "give either --draws or --compact: pruned units are those of the"
                                    + " expected mask");
        }
        try (TrainedModel model = TrainedModel.open(run);
                NDManager manager = ComputeDevice.newManager()) {
            List<CompactNetwork> members = members(run, model, manager, compact, draws);
            byte[] bytes =
                    OnnxExport.bytes(
                            members,
                            run.id(),
                            Environment.current().kit(),
                            metadata(run, compact, draws));
            AtomicFiles.export(file, out -> out.write(bytes));
            CompactNetwork one = members.get(0);
            return Texts.format(
                    "%s%s, units %s, %,d bytes",
                    draws == null ? "" : draws + " draws of ",
                    one.base().label(),
                    one.units(),
                    bytes.length);
        }
    }

    private static List<CompactNetwork> members(
            Run run, TrainedModel model, NDManager manager, boolean compact, Integer draws) {
        if (compact && model.mask() == null) {
            throw new UserError(CompactFile.unpruned(run, run.spec()));
        }
        if (draws == null) {
            return List.of(compact ? model.compact(manager) : model.whole(manager));
        }
        if (!model.canDraw()) {
            throw new UserError(
                    run.id() + " has neither random weights nor a mask to draw; leave out --draws");
        }
        // the same members as those of AutoAttack rand
        RandomStream random = RandomStream.of(0, Purpose.MASK, 0);
        return Stream.generate(() -> model.drawn(manager, random)).limit(draws).toList();
    }

    private static Map<String, String> metadata(Run run, boolean compact, Integer draws) {
        Recipe recipe = run.spec().recipe();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", run.id());
        facts.put("commit", commit(run));
        facts.put("method", recipe.method().label());
        facts.put("dataset", recipe.dataset().id());
        facts.put("profile", recipe.profile().name().toLowerCase(Locale.ROOT));
        facts.put("threat_model", "Linf");
        facts.put("epsilon", Double.toString(recipe.evaluation().epsilon()));
        facts.put("pruned_units", compact ? "left out" : "zero");
        if (draws != null) {
            facts.put("draws", draws.toString());
            return facts; // the records are of the mean
        }
        Evaluator.measured(run)
                .ifPresent(
                        one -> {
                            int steps = one.settings().attack().steps();
                            put(facts, "clean_accuracy", one.clean());
                            put(facts, "pgd" + steps + "_accuracy", one.attacked());
                        });
        AttackEvaluator.ofStandard(run)
                .ifPresent(one -> put(facts, "autoattack_accuracy", one.robust()));
        return facts;
    }

    /** In percent, and of how many images. */
    private static void put(Map<String, String> facts, String name, Accuracy accuracy) {
        facts.put(name, Double.toString(accuracy.percent()));
        facts.put(name + "_images", Integer.toString(accuracy.images()));
    }

    private static String commit(Run run) {
        List<Provenance.Session> sessions = run.provenance().sessions();
        return sessions.isEmpty()
                ? "unknown"
                : sessions.get(sessions.size() - 1).environment().commit();
    }
}
