package anpvs.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** A network in the ONNX runtime, which shares no code with the kit. */
public final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    private OnnxRuntime(byte[] model, int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        session = environment.createSession(model, options);
    }

    public static OnnxRuntime of(byte[] model) {
        return of(model, 2);
    }

    public static OnnxRuntime of(byte[] model, int threads) {
        try {
            return new OnnxRuntime(model, threads);
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    public static OnnxRuntime of(Path file) {
        try {
            return of(java.nio.file.Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * @param images one after the other
     * @param shape (N, C, H, W)
     * @return logits, image after image
     */
    public float[] logits(float[] images, long... shape) {
        String input = session.getInputNames().iterator().next();
        try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
                OrtSession.Result result = session.run(Map.of(input, x))) {
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[logits.remaining()];
            logits.get(values);
            return values;
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the runtime's version} */
    public static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /** {@return what the file says about the model} */
    public Map<String, String> metadata() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }
}
