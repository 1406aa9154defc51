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
 * The execution of a graph. SameDiff's own {@code output} keeps a session per thread until the garbage is collected; this one's
 * arrays are reused from call to call and released on close.
 */
final class GraphExecution implements AutoCloseable {
    private final ForgetfulSession session;
    private final ArrayCacheMemoryMgr memory = new RowMajorCache();

    GraphExecution(SameDiff graph) {
        session = new ForgetfulSession(graph);
        session.setMmgr(memory);
    }

    /** Computes variables for a batch with a number of rows, examples times positions; the caller owns the arrays. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> variables, long rows) {
        session.forget();
        return OpenMpThreads.compute(
                rows,
                () -> session.output(
                        variables, placeholders, null, List.of(), List.of(), At.defaultAt(Operation.INFERENCE)));
    }

    /** Frees an array that {@link #run} returned, unless it is a view of another. */
    static void release(INDArray array) {
        if (array.closeable()) {
            array.close();
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    /**
     * A cache that keeps arrays row-major: ND4J's own changes only the name of an array's element order, so that later operations
     * read wrong elements.
     */
    private static final class RowMajorCache extends ArrayCacheMemoryMgr {
        @Override
        public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
            return descriptor.isEmpty()
                    ? super.allocate(detached, descriptor)
                    : allocate(detached, descriptor.dataType(), descriptor.getShape());
        }
    }

    /** A session that forgets freed arrays: ND4J's own keeps the id of every one for good, which is new for each use. */
    private static final class ForgetfulSession extends InferenceSession {
        ForgetfulSession(SameDiff graph) {
            super(graph);
        }

        /** Removes the ids of earlier calls, whose arrays no longer exist. */
        void forget() {
            freedArrays.clear();
        }
    }
}
