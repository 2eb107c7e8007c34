package anpvs.onnx;

import static anpvs.onnx.GraphBuilder.integer;
import static anpvs.onnx.GraphBuilder.ints;
import static anpvs.onnx.GraphBuilder.number;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Networks of others, as their exporters write them, with random weights. */
final class Graphs {
    final GraphBuilder graph = new GraphBuilder("test");
    private final Random random = new Random(5);
    private int number;

    static byte[] model(GraphBuilder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(7)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph.build())
                .build()
                .toByteArray();
    }

    byte[] model() {
        return model(graph);
    }

    private String next(String prefix) {
        return prefix + number++;
    }

    /** Normal numbers of a deviation. */
    String normal(double deviation, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return graph.floats(next("w"), values, shape);
    }

    String uniform(double low, double high, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return graph.floats(next("u"), values, shape);
    }

    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return graph.node(
                operator, next(operator.toLowerCase(java.util.Locale.ROOT)), inputs, attributes);
    }

    String relu(String x) {
        return node("Relu", List.of(x));
    }

    String convolution(String x, int in, int out, int kernel, int stride, boolean bias) {
        String weight = normal(Math.sqrt(2.0 / (in * kernel * kernel)), out, in, kernel, kernel);
        List<String> inputs = new ArrayList<>(List.of(x, weight));
        if (bias) {
            inputs.add(normal(0.1, out));
        }
        long p = kernel / 2;
        return node(
                "Conv",
                inputs,
                integer("group", 1),
                ints("dilations", 1, 1),
                ints("kernel_shape", kernel, kernel),
                ints("pads", p, p, p, p),
                ints("strides", stride, stride));
    }

    String batchNorm(String x, int channels) {
        return node(
                "BatchNormalization",
                List.of(
                        x,
                        uniform(0.5, 1.5, channels),
                        normal(0.1, channels),
                        normal(0.1, channels),
                        uniform(0.5, 1.5, channels)),
                number("epsilon", 1e-5),
                number("momentum", 0.9));
    }

    String gemm(String x, int in, int out) {
        return node(
                "Gemm",
                List.of(x, normal(Math.sqrt(1.0 / in), out, in), normal(0.1, out)),
                number("alpha", 1),
                number("beta", 1),
                integer("transB", 1));
    }

    private String block(String x, int in, int out, int stride) {
        String h = relu(batchNorm(convolution(x, in, out, 3, stride, false), out));
        h = batchNorm(convolution(h, out, out, 3, 1, false), out);
        String skip =
                in == out && stride == 1
                        ? x
                        : batchNorm(convolution(x, in, out, 1, stride, false), out);
        return relu(node("Add", List.of(h, skip)));
    }

    /** Eighteen layers with skips, a normalisation in front, and a global mean at the end. */
    static Graphs resNet18(int width) {
        Graphs g = new Graphs();
        String x = g.graph.input("input", 3, 32, 32);
        float[] mean = {0.4914f, 0.4822f, 0.4465f};
        float[] deviation = {0.2471f, 0.2435f, 0.2616f};
        x = g.node("Sub", List.of(x, g.graph.floats("mean", mean, 1, 3, 1, 1)));
        x = g.node("Div", List.of(x, g.graph.floats("std", deviation, 3, 1, 1)));
        x = g.relu(g.batchNorm(g.convolution(x, 3, width, 3, 1, false), width));
        int in = width;
        for (int stage = 0; stage < 4; stage++) {
            int out = width << stage;
            x = g.block(x, in, out, stage == 0 ? 1 : 2);
            x = g.block(x, out, out, 1);
            in = out;
        }
        x = g.node("GlobalAveragePool", List.of(x));
        x = g.node("Flatten", List.of(x), integer("axis", 1));
        g.graph.output(g.gemm(x, in, 10), 10);
        return g;
    }

    /**
     * VGG-16 with biases, dropout in evaluation mode and a reshape with -1, as PyTorch writes it.
     */
    static Graphs vgg(int width) {
        Graphs g = new Graphs();
        String x = g.graph.input("x", 3, 32, 32);
        int in = 3;
        int[] channels = {1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0};
        for (int factor : channels) {
            if (factor == 0) {
                x =
                        g.node(
                                "MaxPool",
                                List.of(x),
                                integer("ceil_mode", 0),
                                ints("kernel_shape", 2, 2),
                                ints("pads", 0, 0, 0, 0),
                                ints("strides", 2, 2));
                continue;
            }
            x =
                    g.relu(
                            g.batchNorm(
                                    g.convolution(x, in, factor * width, 3, 1, true),
                                    factor * width));
            in = factor * width;
        }
        x = g.node("Reshape", List.of(x, g.graph.longs("flat", -1, in)));
        x = g.node("Dropout", List.of(g.relu(g.gemm(x, in, 64))));
        x = g.node("Identity", List.of(x));
        g.graph.output(g.gemm(x, 64, 100), 100);
        return g;
    }
}
