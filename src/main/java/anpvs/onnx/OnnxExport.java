package anpvs.onnx;

import static anpvs.onnx.GraphBuilder.integer;
import static anpvs.onnx.GraphBuilder.ints;
import static anpvs.onnx.GraphBuilder.number;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import anpvs.model.BaseNetwork;
import anpvs.model.CompactNetwork;
import anpvs.model.PlainLayers;
import anpvs.model.Standardisation;
import java.util.List;
import java.util.Map;

/**
 * The kit's networks as ONNX models (opset 13). Input {@code images} (N, C, H, W) float32 in [0,
 * 1], N free; output {@code logits} (N, classes) float32. The weights keep the names of the kit's
 * {@code .npz} files: {@code conv1.weight}, {@code conv1.bias} ..; masks and batch normalisation
 * are multiplied in; of several members they begin with {@code draw1.} ...
 */
public final class OnnxExport {
    private static final int OPSET = 13;
    private static final int IR_VERSION = 7; // the first with opset 13

    /**
     * Keeps the logarithm finite where a softmax underflows; lost in the rounding of all larger
     * values. Others' importers of Max and Clip do not take a constant.
     */
    private static final float TINY = 2e-38f;

    private final GraphBuilder graph;

    private OnnxExport(String name) {
        this.graph = new GraphBuilder(name);
    }

    /**
     * @param members one network; or several draws of a random one, whose logits are the logarithm
     *     of their mean softmax
     * @param name of the graph
     * @param version of the program that writes
     * @param metadata what the file says about the model, by name
     * @return the file's bytes
     */
    public static byte[] bytes(
            List<CompactNetwork> members,
            String name,
            String version,
            Map<String, String> metadata) {
        OnnxExport export = new OnnxExport(name);
        export.write(members);
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(IR_VERSION)
                        .setProducerName("anpvs")
                        .setProducerVersion(version)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                        .setGraph(export.graph.build());
        metadata.forEach(
                (key, value) ->
                        model.addMetadataProps(
                                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private void write(List<CompactNetwork> members) {
        BaseNetwork base = members.get(0).base();
        int size = base.imageSize();
        String x = graph.input("images", base.channels(), size, size);
        if (base.standardises()) {
            x = standardised(x, base.channels(), size);
        }
        if (members.size() == 1) {
            layers(x, "", PlainLayers.of(members.get(0), 1), "logits");
        } else {
            mean(x, members);
        }
        graph.output("logits", members.get(0).classes());
    }

    /**
     * Each image minus its mean, over its standard deviation: all its pixels as one channel. Twice,
     * since float32 leaves an error of 2e-5 in the mean of a bright image, and none the second
     * time.
     */
    private String standardised(String images, int channels, int size) {
        String one = graph.longs("one_channel", -1, 1, (long) channels * size, size);
        String back = graph.longs("image_shape", -1, channels, size, size);
        String flat = graph.node("Reshape", "one_channel_images", List.of(images, one));
        String scale = graph.floats("standardise.weight", new float[] {1}, 1);
        String shift = graph.floats("standardise.bias", new float[] {0}, 1);
        String normal = flat;
        for (String name : List.of("nearly_standardised", "standardised_flat")) {
            normal =
                    graph.node(
                            "InstanceNormalization",
                            name,
                            List.of(normal, scale, shift),
                            number("epsilon", Standardisation.EPSILON));
        }
        return graph.node("Reshape", "standardised", List.of(normal, back));
    }

    private void mean(String x, List<CompactNetwork> members) {
        String sum = null;
        for (int i = 0; i < members.size(); i++) {
            String prefix = "draw" + (i + 1) + ".";
            String logits = layers(x, prefix, PlainLayers.of(members.get(i), 1), prefix + "logits");
            String softmax =
                    graph.node("Softmax", prefix + "softmax", List.of(logits), integer("axis", 1));
            sum = sum == null ? softmax : graph.node("Add", prefix + "sum", List.of(sum, softmax));
        }
        String count = graph.floats("draws", new float[] {members.size()}, 1);
        String tiny = graph.floats("tiny", new float[] {TINY}, 1);
        String mean = graph.node("Div", "mean_softmax", List.of(sum, count));
        graph.node("Log", "logits", List.of(graph.node("Add", "positive", List.of(mean, tiny))));
    }

    private String layers(String images, String prefix, PlainLayers layers, String output) {
        String x = images;
        int l = 0;
        for (PlainLayers.Convolution layer : layers.convolutions()) {
            x = convolution(x, prefix + "conv" + ++l, layer);
        }
        x = graph.node("Flatten", prefix + "flat", List.of(x), integer("axis", 1));
        String hidden = prefix + "dense" + ++l;
        x = dense(x, hidden, layers.hidden(), hidden + ".out");
        x = graph.node("Relu", hidden + ".relu", List.of(x));
        return dense(x, prefix + "dense" + ++l, layers.output(), output);
    }

    private String convolution(String x, String name, PlainLayers.Convolution layer) {
        long k = layer.kernel();
        long p = layer.padding();
        String weight =
                graph.floats(
                        name + ".weight", layer.weight(), layer.outputs(), layer.inputs(), k, k);
        String bias = graph.floats(name + ".bias", layer.bias(), layer.outputs());
        String map =
                graph.node(
                        "Conv",
                        name + ".out",
                        List.of(x, weight, bias),
                        ints("kernel_shape", k, k),
                        ints("pads", p, p, p, p),
                        ints("strides", 1, 1));
        String relu = graph.node("Relu", name + ".relu", List.of(map));
        return layer.pooled()
                ? graph.node(
                        "MaxPool",
                        name + ".pool",
                        List.of(relu),
                        ints("kernel_shape", 2, 2),
                        ints("strides", 2, 2))
                : relu;
    }

    private String dense(String x, String name, PlainLayers.Dense layer, String output) {
        String weight =
                graph.floats(name + ".weight", layer.weight(), layer.outputs(), layer.inputs());
        String bias = graph.floats(name + ".bias", layer.bias(), layer.outputs());
        return graph.node("Gemm", output, List.of(x, weight, bias), integer("transB", 1));
    }
}
