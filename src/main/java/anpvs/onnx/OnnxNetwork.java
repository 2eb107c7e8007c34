package anpvs.onnx;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import anpvs.UserError;
import anpvs.model.Classifier;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A plain convolutional classifier from an ONNX file: one input of images, one output of logits,
 * and between them the operators of {@link OnnxOperators#ALL}, each node after those that it reads.
 * Everything else is refused by its name.
 *
 * @param input name of the images
 * @param channels of the images
 * @param height of the images
 * @param width of the images
 * @param output name of the logits
 * @param nodes in forward order
 * @param constants by name
 * @param metadata what the file says about the model, by name
 */
public record OnnxNetwork(
        String input,
        int channels,
        int height,
        int width,
        String output,
        List<OnnxNode> nodes,
        Map<String, OnnxTensor> constants,
        Map<String, String> metadata) {
    private static final int OLDEST_OPSET = 7;
    private static final int NEWEST_OPSET = 22;

    /**
     * @param bytes of a file
     * @return its network
     * @throws UserError saying what is wrong or unsupported, if the bytes are no such network
     */
    public static OnnxNetwork parse(byte[] bytes) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UserError("not an ONNX file, or a damaged one: " + e.getMessage(), e);
        }
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() == 0) {
            throw new UserError("not an ONNX file, or one without a graph");
        }
        checkVersion(model);
        Map<String, OnnxTensor> constants = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            constants.put(tensor.getName(), OnnxTensor.of(tensor));
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw new UserError("sparse initializers are not supported");
        }
        ValueInfoProto input = images(graph, constants.keySet());
        List<OnnxNode> nodes = nodes(graph, input.getName(), constants);
        if (graph.getOutputCount() != 1) {
            throw new UserError(
                    "the graph has "
                            + graph.getOutputCount()
                            + " outputs; expected one, the logits");
        }
        Map<String, String> metadata = new TreeMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        String output = graph.getOutput(0).getName();
        if (nodes.stream().noneMatch(node -> node.output().equals(output))) {
            throw new UserError("no node gives the graph's output '" + output + "'");
        }
        TensorShapeProto images = input.getType().getTensorType().getShape();
        return new OnnxNetwork(
                input.getName(),
                (int) images.getDim(1).getDimValue(),
                (int) images.getDim(2).getDimValue(),
                (int) images.getDim(3).getDimValue(),
                output,
                nodes,
                constants,
                metadata);
    }

    private static void checkVersion(ModelProto model) {
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            boolean standard = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            if (standard && (set.getVersion() < OLDEST_OPSET || set.getVersion() > NEWEST_OPSET)) {
                throw new UserError(
                        "opset "
                                + set.getVersion()
                                + "; expected "
                                + OLDEST_OPSET
                                + " to "
                                + NEWEST_OPSET);
            }
        }
    }

    /** The only input; older files list their constants among the inputs too. */
    private static ValueInfoProto images(GraphProto graph, Set<String> constants) {
        List<ValueInfoProto> inputs =
                graph.getInputList().stream()
                        .filter(value -> !constants.contains(value.getName()))
                        .toList();
        if (inputs.size() != 1) {
            throw new UserError(
                    "the graph has inputs "
                            + inputs.stream().map(ValueInfoProto::getName).toList()
                            + "; expected one, the images");
        }
        TensorShapeProto shape = inputs.get(0).getType().getTensorType().getShape();
        int type = inputs.get(0).getType().getTensorType().getElemType();
        boolean known =
                shape.getDimCount() == 4
                        && shape.getDimList().stream().skip(1).allMatch(d -> d.getDimValue() > 0);
        if (type != TensorProto.DataType.FLOAT_VALUE || !known) {
            throw new UserError(
                    "input '"
                            + inputs.get(0).getName()
                            + "' is not float32 (N, channels, height, width) with numbers for the"
                            + " last three");
        }
        return inputs.get(0);
    }

    /** The nodes that compute; those that only hold a constant go among the constants. */
    private static List<OnnxNode> nodes(
            GraphProto graph, String input, Map<String, OnnxTensor> constants) {
        Set<String> read = new HashSet<>();
        graph.getNodeList().forEach(node -> read.addAll(node.getInputList()));
        graph.getOutputList().forEach(value -> read.add(value.getName()));
        Set<String> known = new HashSet<>(constants.keySet());
        known.add(input);
        known.add("");
        List<OnnxNode> nodes = new ArrayList<>();
        for (NodeProto proto : graph.getNodeList()) {
            if (proto.getOpType().equals("Constant")) {
                constants.put(proto.getOutput(0), constant(proto));
            } else {
                OnnxNode node = OnnxNode.of(proto, read);
                OnnxOperators.check(node, constants);
                for (String name : node.inputs()) {
                    if (!known.contains(name)) {
                        throw node.refused("nothing before it gives its input '" + name + "'");
                    }
                }
                nodes.add(node);
            }
            known.addAll(proto.getOutputList());
        }
        return nodes;
    }

    private static OnnxTensor constant(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("value")) {
                return OnnxTensor.of(attribute.getT());
            }
        }
        throw new UserError(OnnxNode.describe(node) + " holds no tensor; others are not supported");
    }

    /**
     * The network at work. Its latents are what its ReLUs give, in forward order.
     *
     * @param manager owner of the arrays that the classifier keeps
     * @return a classifier that is differentiable by its images only
     * @throws UserError naming the node, if arrays do not fit together, or the logits are not (N,
     *     classes)
     */
    public Classifier classifier(NDManager manager) {
        OnnxClassifier classifier = new OnnxClassifier(manager, this, DataType.FLOAT32);
        try (NDManager scope = manager.newSubManager()) {
            NDArray two = scope.zeros(new Shape(2, channels, height, width));
            Shape logits = classifier.forward(two).logits().getShape();
            if (logits.dimension() != 2 || logits.get(0) != 2 || logits.get(1) < 2) {
                throw new UserError(
                        "of 2 images the output '"
                                + output
                                + "' is "
                                + logits
                                + "; expected (2, classes)");
            }
        } catch (EngineException e) {
            throw new UserError("the network cannot be computed: " + e.getMessage(), e);
        }
        return classifier;
    }
}
