package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Batch;
import org.transformerbench.models.kernel.Kernels;

/**
 * Runs a program over a batch. The batch is cut into {@link #GROUPS} groups, whatever the number of threads, and each group
 * into slices that fit into the cache; threads take group after group. Groups are added up in order.
 */
final class Engine {
    /** Enough for some threads, few enough for their gradients to be added quickly. */
    static final int GROUPS = 8;

    /** What the activations and gradients of a slice should take at most: about half of a core's second-level cache. */
    private static final long SLICE_BYTES = 1 << 20;

    private static final int MOST_EXAMPLES = 256;

    private final Program program;
    private final Kernels kernels;
    private final ExecutorService threads;
    private final int threadCount;
    private final int sliceSize;
    private long seenVersion = -1;
    private final List<Workspace> workspaces = new ArrayList<>();
    private final List<Map<Packed, float[]>> groupGradients = new ArrayList<>();

    Engine(Program program, Kernels kernels, ExecutorService threads, int threadCount, boolean training) {
        this.program = program;
        this.kernels = kernels;
        this.threads = threads;
        this.threadCount = threadCount;
        this.sliceSize = sliceSize(program, training);
        for (int thread = 0; thread < threadCount; thread++) {
            workspaces.add(new Workspace(kernels, program, sliceSize, training));
        }
        for (int group = 0; training && group < GROUPS; group++) {
            Map<Packed, float[]> gradients = new IdentityHashMap<>();
            program.parameters().forEach(parameter -> gradients.put(parameter, new float[parameter.size()]));
            groupGradients.add(gradients);
        }
    }

    /** Examples per slice. */
    static int sliceSize(Program program, boolean training) {
        long floats = 0;
        for (Value value : program.values()) {
            floats += (training ? 2L : 1L) * value.rows() * value.stride();
        }
        for (Step step : program.steps()) {
            for (int size : step.keptPerExample()) {
                floats += size;
            }
        }
        long parameterFloats =
                program.parameters().stream().mapToLong(Packed::size).sum();
        // A slice reads and updates all parameters once: it should be worth that.
        long worth = Math.max(SLICE_BYTES / Float.BYTES, 2 * parameterFloats);
        return (int) Math.max(1, Math.min(MOST_EXAMPLES, worth / floats));
    }

    /** Reads the parameters anew if they have changed. */
    void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            program.parameters().forEach(parameter -> parameter.refresh(parameters.values()));
            seenVersion = parameters.version();
        }
    }

    /** Loss, right predictions and gradient of a batch; the mean over all its targets is the loss. */
    CrossEntropy.Sums gradient(Batch batch, long step, float[] flatGradient) {
        CrossEntropy.Sums[] sums = new CrossEntropy.Sums[GROUPS];
        float scale = 1f / batch.targets().length;
        eachGroup(GROUPS, (group, work) -> {
            sums[group] = new CrossEntropy.Sums();
            Map<Packed, float[]> gradients = groupGradients.get(group);
            gradients.values().forEach(array -> Arrays.fill(array, 0));
            int end = start(group + 1, batch.size());
            for (int first = start(group, batch.size()); first < end; first += sliceSize) {
                work.begin(batch.tokens(), first, Math.min(sliceSize, end - first), step, gradients);
                program.forward(work);
                CrossEntropy.apply(work, program.logits(), batch.targets(), scale, sums[group]);
                program.backward(work);
            }
        });
        Arrays.fill(flatGradient, 0);
        CrossEntropy.Sums total = new CrossEntropy.Sums();
        for (int group = 0; group < GROUPS; group++) {
            total.add(sums[group]);
        }
        for (Packed parameter : program.parameters()) {
            float[] sum = groupGradients.get(0).get(parameter);
            for (int group = 1; group < GROUPS; group++) {
                kernels.add(groupGradients.get(group).get(parameter), sum, sum.length);
            }
            parameter.addTo(sum, flatGradient);
        }
        return total;
    }

    private static int start(int group, int batchSize) {
        return (int) ((long) batchSize * group / GROUPS);
    }

    /** Logits of a batch, row-major without padding; the step numbers its dropout, if the program has any. */
    float[] logits(int[] tokens, int batchSize, long step) {
        Value result = program.logits();
        float[] logits = new float[batchSize * result.rows() * result.width()];
        int slices = (batchSize + sliceSize - 1) / sliceSize;
        eachGroup(slices, (slice, work) -> {
            int first = slice * sliceSize;
            work.begin(tokens, first, Math.min(sliceSize, batchSize - first), step, Map.of());
            program.forward(work);
            for (int row = 0; row < work.rows(result); row++) {
                System.arraycopy(
                        work.activation(result),
                        row * result.stride(),
                        logits,
                        (first * result.rows() + row) * result.width(),
                        result.width());
            }
        });
        return logits;
    }

    private interface GroupTask {
        void run(int group, Workspace work);
    }

    private void eachGroup(int count, GroupTask task) {
        Workers.run(threads, threadCount, count, (group, worker) -> task.run(group, workspaces.get(worker)));
    }
}
