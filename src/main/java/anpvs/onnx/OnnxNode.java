package anpvs.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import anpvs.UserError;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operation of a graph.
 *
 * @param operator of ONNX, such as Conv
 * @param name for people
 * @param inputs names of what it takes; empty where an optional one is left out
 * @param output name of what it gives
 * @param attributes its settings
 */
record OnnxNode(
        String operator,
        String name,
        List<String> inputs,
        String output,
        List<AttributeProto> attributes) {
    /**
     * @param node of a file
     * @return the node
     * @throws UserError if something reads more than one of its outputs
     */
    static OnnxNode of(NodeProto node, Set<String> read) {
        for (String more : node.getOutputList().subList(1, node.getOutputCount())) {
            if (read.contains(more)) {
                throw new UserError(
                        describe(node)
                                + ": its output '"
                                + more
                                + "' is used, which is not supported");
            }
        }
        return new OnnxNode(
                node.getOpType(),
                describe(node),
                List.copyOf(node.getInputList()),
                node.getOutput(0),
                List.copyOf(node.getAttributeList()));
    }

    static String describe(NodeProto node) {
        String name = node.getName().isEmpty() ? "" : " '" + node.getName() + "'";
        return "node" + name + " (" + node.getOpType() + ")";
    }

    /** {@return the input's name; null if it is left out} */
    String input(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty() ? inputs.get(index) : null;
    }

    private AttributeProto attribute(String key, AttributeProto.AttributeType type) {
        for (AttributeProto attribute : attributes) {
            if (attribute.getName().equals(key)) {
                if (attribute.getType() != type) {
                    throw refused("attribute " + key + " is not of type " + type);
                }
                return attribute;
            }
        }
        return null;
    }

    long integer(String key, long usual) {
        AttributeProto found = attribute(key, AttributeProto.AttributeType.INT);
        return found == null ? usual : found.getI();
    }

    float number(String key, double usual) {
        AttributeProto found = attribute(key, AttributeProto.AttributeType.FLOAT);
        return found == null ? (float) usual : found.getF();
    }

    String text(String key, String usual) {
        AttributeProto found = attribute(key, AttributeProto.AttributeType.STRING);
        return found == null ? usual : found.getS().toStringUtf8();
    }

    /** {@return a vector of numbers; each 'usual' where the attribute is absent} */
    long[] integers(String key, int length, long usual) {
        AttributeProto found = attribute(key, AttributeProto.AttributeType.INTS);
        long[] values = new long[length];
        if (found != null && found.getIntsCount() != length) {
            throw refused(
                    "attribute "
                            + key
                            + " is "
                            + found.getIntsList()
                            + "; expected "
                            + length
                            + " numbers, as of images with height and width");
        }
        for (int i = 0; i < length; i++) {
            values[i] = found == null ? usual : found.getInts(i);
        }
        return values;
    }

    /** Refuses attributes whose meaning is unknown here, rather than to ignore them. */
    void allow(String... known) {
        Set<String> unknown = new TreeSet<>();
        attributes.forEach(attribute -> unknown.add(attribute.getName()));
        List.of(known).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw refused("attributes " + unknown + " are not supported");
        }
    }

    /** Refuses a value other than the one that is supported. */
    void expect(String key, long usual, long supported) {
        if (integer(key, usual) != supported) {
            throw refused(
                    key + " = " + integer(key, usual) + " is not supported, only " + supported);
        }
    }

    UserError refused(String why) {
        return new UserError(name + ": " + why);
    }
}
