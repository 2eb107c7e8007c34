package anpvs.engine;

import ai.djl.engine.Engine;
import ai.djl.mxnet.engine.MxNDArray;
import ai.djl.mxnet.engine.MxNDManager;
import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.mxnet.jna.LibUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Records a computation and differentiates it by chosen leaves, several times if need be. DJL's own
 * backward pass is by all leaves, and frees what was recorded.
 */
public final class GradientTape implements AutoCloseable {
    private static final Function BACKWARD = function("MXAutogradBackwardEx");
    private static final Function LAST_ERROR = function("MXGetLastError");

    private final GradientCollector collector = Engine.getInstance().newGradientCollector();

    /**
     * Makes an array a leaf. DJL's own way also fills a buffer for its gradient, which is not used
     * here.
     *
     * @param array not part of a record yet
     */
    public static void watch(NDArray array) {
        // a buffer without memory until somebody writes to it
        Pointer buffer =
                JnaUtils.createNdArray(
                        array.getDevice(),
                        array.getShape(),
                        array.getDataType(),
                        array.getShape().dimension(),
                        true);
        NDArray notUsed = ((MxNDManager) array.getManager()).create(buffer);
        JnaUtils.autogradMarkVariables(
                1,
                ((MxNDArray) array).getHandle(),
                IntBuffer.wrap(new int[] {1}),
                ((MxNDArray) notUsed).getHandle());
    }

    /**
     * @param manager owner of the gradients
     * @param loss a scalar, recorded by this tape
     * @param leaves watched arrays
     * @param keepRecord whether another call follows
     * @return the gradient by each leaf, same shape
     */
    public List<NDArray> gradients(
            NDManager manager, NDArray loss, List<NDArray> leaves, boolean keepRecord) {
        PointerByReference results = new PointerByReference();
        Object[] arguments = {
            1,
            handles(List.of(loss)),
            Pointer.NULL, // the loss counts once
            leaves.size(),
            handles(leaves),
            keepRecord ? 1 : 0,
            0, // no graph of the gradients themselves
            1, // training mode, as it was recorded
            results,
            new PointerByReference()
        };
        if (BACKWARD.invokeInt(arguments) != 0) {
            throw new IllegalStateException(LAST_ERROR.invokeString(new Object[0], false));
        }
        List<NDArray> gradients = new ArrayList<>();
        for (Pointer handle : results.getValue().getPointerArray(0, leaves.size())) {
            gradients.add(((MxNDManager) manager).create(handle));
        }
        return gradients;
    }

    /** Ends the recording. */
    @Override
    public void close() {
        collector.close();
    }

    private static Pointer[] handles(List<NDArray> arrays) {
        return arrays.stream().map(a -> ((MxNDArray) a).getHandle()).toArray(Pointer[]::new);
    }

    private static Function function(String name) {
        return NativeLibrary.getInstance(LibUtils.getLibName()).getFunction(name);
    }
}
