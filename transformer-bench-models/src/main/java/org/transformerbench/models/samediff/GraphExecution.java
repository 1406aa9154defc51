package org.transformerbench.models.samediff;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Executes a graph. SameDiff's own {@code output} keeps a session per thread until the garbage is collected; this one's
 * arrays are reused from call to call and released on close.
 */
final class GraphExecution implements AutoCloseable {
    private final ForgetfulSession session;
    private final ArrayCacheMemoryMgr memory = new RowMajorCache();

    GraphExecution(SameDiff graph) {
        session = new ForgetfulSession(graph);
        session.setMmgr(memory);
    }

    /** Values of variables for a batch of so many rows, examples times positions; the arrays belong to the caller. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> variables, long rows) {
        session.forget();
        return OpenMpThreads.compute(
                rows,
                () -> session.output(
                        variables, placeholders, null, List.of(), List.of(), At.defaultAt(Operation.INFERENCE)));
    }

    /** Gives back an array that {@link #run} returned, unless it is a view of another. */
    static void release(INDArray array) {
        if (array.closeable()) {
            array.close();
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    /** ND4J's gives an array another order of its elements by name alone, so that later operations read wrong places. */
    private static final class RowMajorCache extends ArrayCacheMemoryMgr {
        @Override
        public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
            return descriptor.isEmpty()
                    ? super.allocate(detached, descriptor)
                    : allocate(detached, descriptor.dataType(), descriptor.getShape());
        }
    }

    /** ND4J's notes the id of every array that it has freed, which is new for each use, and keeps the notes for good. */
    private static final class ForgetfulSession extends InferenceSession {
        ForgetfulSession(SameDiff graph) {
            super(graph);
        }

        /** The ids of earlier calls, which no array has any more. */
        void forget() {
            freedArrays.clear();
        }
    }
}
