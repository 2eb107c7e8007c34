package anpvs.onnx;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import anpvs.model.Activations;
import anpvs.model.Classifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An {@link OnnxNetwork} at work: its nodes one after the other. */
final class OnnxClassifier implements Classifier {
    private static final String RELU = "Relu";

    private final OnnxNetwork network;
    private final List<OnnxOperators.Step> steps = new ArrayList<>();

    OnnxClassifier(NDManager manager, OnnxNetwork network, DataType type) {
        this.network = network;
        for (OnnxNode node : network.nodes()) {
            steps.add(OnnxOperators.step(manager, type, node, network.constants()));
        }
    }

    @Override
    public Activations forward(NDArray images) {
        List<NDArray> latents = new ArrayList<>();
        return new Activations(apply(images, latents), latents);
    }

    @Override
    public NDArray logits(NDArray images) {
        return apply(images, null);
    }

    private NDArray apply(NDArray images, List<NDArray> latents) {
        Map<String, NDArray> values = new HashMap<>();
        values.put(network.input(), images);
        for (int i = 0; i < steps.size(); i++) {
            OnnxNode node = network.nodes().get(i);
            NDArray result;
            try {
                result = steps.get(i).apply(values);
            } catch (EngineException | IllegalArgumentException e) {
                throw node.refused("cannot be computed: " + firstLine(e));
            }
            values.put(node.output(), result);
            if (latents != null && node.operator().equals(RELU)) {
                latents.add(result);
            }
        }
        return values.get(network.output());
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
