package anpvs.onnx;

import static anpvs.onnx.GraphBuilder.integer;
import static anpvs.onnx.GraphBuilder.ints;
import static anpvs.onnx.GraphBuilder.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import anpvs.EngineTest;
import anpvs.UserError;
import anpvs.model.Classifier;
import anpvs.model.InputGradient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxImportTest extends EngineTest {
    private final Random random = new Random(8);

    private float[] pixels(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** The largest difference from the ONNX runtime's logits, relative to the largest logit. */
    private double difference(byte[] model, int images) {
        OnnxNetwork network = OnnxNetwork.parse(model);
        Shape shape = new Shape(images, network.channels(), network.height(), network.width());
        float[] pixels = pixels((int) shape.size());
        float[] found =
                network.classifier(manager).logits(manager.create(pixels, shape)).toFloatArray();
        try (OnnxRuntime runtime = OnnxRuntime.of(model)) {
            return difference(runtime.logits(pixels, shape.getShape()), found);
        }
    }

    private static byte[] network(String name) {
        return switch (name) {
            case "resnet" -> Graphs.resNet18(16).model();
            case "vgg" -> Graphs.vgg(16).model();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "vgg"})
    void logitsAreThoseOfTheOnnxRuntime(String name) {
        assertEquals(0, difference(network(name), 3), 1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "vgg"})
    void inputGradientsAreThoseOfFiniteDifferences(String name) {
        OnnxNetwork network = OnnxNetwork.parse(network(name));
        Classifier classifier = network.classifier(manager);
        Classifier exact = new OnnxClassifier(manager, network, DataType.FLOAT64);
        Shape shape = new Shape(2, 3, 32, 32);
        float[] pixels = pixels((int) shape.size());
        NDArray labels = manager.create(new float[] {3, 7});
        float[] gradient =
                InputGradient.crossEntropy(classifier, manager.create(pixels, shape), labels)
                        .toFloatArray();
        double step = 1e-6;
        for (int trial = 0; trial < 4; trial++) {
            double[] plus = new double[pixels.length];
            double[] minus = new double[pixels.length];
            double expected = 0;
            for (int i = 0; i < pixels.length; i++) {
                // towards the gradient's signs too, so that the sum does not cancel out
                double d = random.nextGaussian() + Math.signum(gradient[i]);
                plus[i] = pixels[i] + step * d;
                minus[i] = pixels[i] - step * d;
                expected += d * gradient[i];
            }
            double found = (loss(exact, plus, shape) - loss(exact, minus, shape)) / (2 * step);
            assertEquals(1, found / expected, 1e-3, name + ", direction " + trial);
        }
    }

    private double loss(Classifier exact, double[] pixels, Shape shape) {
        double[] z = exact.logits(manager.create(pixels, shape)).toDoubleArray();
        int classes = z.length / 2;
        int[] labels = {3, 7};
        double sum = 0;
        for (int n = 0; n < 2; n++) {
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(z[n * classes + c]);
            }
            sum += Math.log(total) - z[n * classes + labels[n]];
        }
        return sum;
    }

    /** A graph of one operator on maps, behind it a mean of maps, so that the output is (N, C). */
    private static byte[] one(BiFunction<Graphs, String, String> operator, int classes) {
        Graphs g = new Graphs();
        String x = operator.apply(g, g.graph.input("x", 4, 13, 11));
        x = g.node("Flatten", List.of(g.node("GlobalAveragePool", List.of(x))));
        g.graph.output(x, classes);
        return g.model();
    }

    private static byte[] convolution(int groups, AttributeProto... attributes) {
        AttributeProto[] all = java.util.Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = integer("group", groups);
        return one(
                (g, x) -> g.node("Conv", List.of(x, g.normal(0.3, 6, 4 / groups, 3, 2)), all), 6);
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    @Test
    void windowsSlideAsTheSpecificationSays() {
        List<byte[]> models =
                List.of(
                        convolution(1, ints("strides", 2, 3), ints("pads", 1, 0, 1, 0)),
                        convolution(2, ints("dilations", 2, 1), ints("pads", 2, 1, 0, 3)),
                        convolution(1, text("auto_pad", "SAME_UPPER"), ints("strides", 2, 2)),
                        convolution(2, text("auto_pad", "SAME_LOWER")),
                        convolution(1, text("auto_pad", "VALID")),
                        pool("MaxPool", ints("pads", 1, 1, 1, 1), ints("strides", 2, 2)),
                        pool("MaxPool", ints("strides", 2, 2), integer("ceil_mode", 1)),
                        pool("MaxPool", ints("pads", 0, 1, 1, 0)),
                        pool("AveragePool", ints("pads", 1, 1, 1, 1), ints("strides", 2, 1)),
                        pool(
                                "AveragePool",
                                ints("pads", 1, 0, 0, 1),
                                integer("count_include_pad", 1)));
        for (int i = 0; i < models.size(); i++) {
            assertEquals(0, difference(models.get(i), 2), 1e-5, "model " + i);
        }
    }

    @Test
    void aWindowInThePaddingAloneIsRefused() {
        byte[] model = pool("MaxPool", ints("strides", 6, 6), integer("ceil_mode", 1));
        UserError error = assertThrows(UserError.class, () -> difference(model, 2));
        assertTrue(error.getMessage().contains("ceil_mode"), error.getMessage());
    }

    /** As PyTorch's newer exporter writes it. */
    @Test
    void reshapeMayAllowZeroWhereItHasNone() {
        byte[] model =
                one(
                        (g, x) ->
                                g.node(
                                        "Reshape",
                                        List.of(x, g.graph.longs("s", -1, 4, 11, 13)),
                                        integer("allowzero", 1)),
                        4);
        assertEquals(0, difference(raisedOpset(model), 2), 1e-5);
        refuses(
                one(
                        (g, x) ->
                                g.node(
                                        "Reshape",
                                        List.of(x, g.graph.longs("s", 0, 4, 11, 13)),
                                        integer("allowzero", 1)),
                        4),
                "allowzero");
    }

    private static byte[] raisedOpset(byte[] model) {
        try {
            ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
            builder.getOpsetImportBuilder(0).setVersion(14); // the first with allowzero
            return builder.build().toByteArray();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pool(String operator, AttributeProto... attributes) {
        AttributeProto[] all = java.util.Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = ints("kernel_shape", 3, 2);
        // moved below 0, so that a border of zeros would show
        return one(
                (g, x) ->
                        g.node(
                                operator,
                                List.of(g.node("Sub", List.of(x, g.uniform(2, 2, 1)))),
                                all),
                4);
    }

    @Test
    void arithmeticBroadcastsFromBothSides() {
        byte[] model =
                one(
                        (g, x) -> {
                            String h = g.node("Mul", List.of(g.uniform(1, 2, 4, 1, 1), x));
                            h = g.node("Sub", List.of(g.uniform(3, 4), h));
                            h = g.node("Add", List.of(h, g.uniform(1, 2, 1, 4, 1, 1)));
                            h = g.node("Div", List.of(g.uniform(1, 2, 1), h));
                            String scale = g.uniform(1, 2, 4);
                            return g.node(
                                    "InstanceNormalization",
                                    List.of(h, scale, g.uniform(1, 2, 4)),
                                    number("epsilon", 1e-3));
                        },
                        4);
        assertEquals(0, difference(model, 3), 1e-5);
    }

    @Test
    void denseLayersTakeEveryFormOfGemm() {
        Graphs g = new Graphs();
        String x = g.graph.input("x", 2, 5, 5);
        x = g.node("Reshape", List.of(x, g.graph.longs("s", 0, 50)));
        x =
                g.node(
                        "Gemm",
                        List.of(x, g.normal(0.2, 50, 7), g.normal(1, 1)),
                        number("alpha", 0.5),
                        number("beta", 2));
        x = g.node("Gemm", List.of(x, g.normal(0.2, 7, 3)));
        x = g.node("Softmax", List.of(x), integer("axis", 1));
        g.graph.output(g.node("Log", List.of(x)), 3);
        assertEquals(0, difference(g.model(), 4), 1e-5);
    }

    private static String refusal(byte[] model) {
        return assertThrows(
                        UserError.class,
                        () -> {
                            try (var scope = ai.djl.ndarray.NDManager.newBaseManager()) {
                                OnnxNetwork.parse(model).classifier(scope);
                            }
                        })
                .getMessage();
    }

    private static void refuses(byte[] model, String... words) {
        String message = refusal(model);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedByItsName() {
        refuses(one((g, x) -> g.node("Sigmoid", List.of(x)), 4), "Sigmoid", "Conv, ");
        refuses(
                one((g, x) -> g.node("Relu", List.of(x), number("alpha", 1)), 4),
                "Relu",
                "[alpha]");
        refuses(pool("AveragePool", integer("ceil_mode", 1)), "AveragePool", "ceil_mode = 1");
        refuses(
                one((g, x) -> g.node("Reshape", List.of(x, g.graph.longs("s", 7, 4, 13, 11))), 4),
                "Reshape",
                "number of images");
        refuses(one((g, x) -> g.node("Mul", List.of(x, g.normal(1, 5, 1, 1))), 4), "Mul");
        refuses("not a model".getBytes(StandardCharsets.UTF_8), "not an ONNX file");
        refuses(new byte[0], "not an ONNX file");
    }

    @Test
    void weightsOfAnotherTypeOrElsewhereAreRefused() throws Exception {
        ModelProto.Builder doubles = ModelProto.parseFrom(network("vgg")).toBuilder();
        doubles.getGraphBuilder()
                .getInitializerBuilder(0)
                .setDataType(TensorProto.DataType.DOUBLE_VALUE);
        refuses(doubles.build().toByteArray(), "w", "DOUBLE", "float32");
        ModelProto.Builder broken = ModelProto.parseFrom(network("vgg")).toBuilder();
        broken.getGraphBuilder().getInitializerBuilder(0).setDims(0, 99);
        refuses(broken.build().toByteArray(), "damaged");
        ModelProto.Builder old = ModelProto.parseFrom(network("vgg")).toBuilder();
        old.getOpsetImportBuilder(0).setVersion(3);
        refuses(old.build().toByteArray(), "opset 3");
        ModelProto.Builder inputs = ModelProto.parseFrom(network("vgg")).toBuilder();
        inputs.getGraphBuilder().addInput(inputs.getGraph().getInput(0).toBuilder().setName("b"));
        refuses(inputs.build().toByteArray(), "[x, b]");
    }
}
