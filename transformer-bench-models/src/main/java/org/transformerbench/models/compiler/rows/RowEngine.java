package org.transformerbench.models.compiler.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.EvenSplit;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.ForwardEngine;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.ParameterWork;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.kernel.Kernels;

/**
 * An engine that runs a program over a batch. The batch is cut into groups, whatever the number of threads, and each
 * group into micro-batches that fit into the cache; threads take group after group. Groups are added up in order.
 */
public final class RowEngine implements BatchEngine, ForwardEngine {
    /** Number of groups of a session's batches: enough for some threads, few enough for their gradients to be added quickly. */
    public static final int GROUPS = 8;

    /** Target for the activations and gradients of a micro-batch in bytes: about half of a core's second-level cache. */
    private static final long SLICE_BYTES = 1 << 20;

    private static final int MAX_EXAMPLES = 256;

    /**
     * Number of gradient elements that are added up at once: a part of the sum stays in the first-level cache until it is
     * complete.
     */
    private static final int SUM_FLOATS = 1 << 11;

    private final RowProgram program;
    private final Map<PackedLayout, PackedTensor> parameterValues = new IdentityHashMap<>();
    private final Kernels kernels;
    private final ParameterWork work;
    private final ExecutorService threads;
    private final int threadCount;
    private final int microBatchSize;
    private long seenVersion = -1;
    private final SeedStreams seeds;
    /** The buffers of each worker, allocated when it first works. */
    private final Workspace[] workspaces;

    private final List<Map<PackedLayout, float[]>> groupGradients = new ArrayList<>();
    /** Parameters whose elements no other one reads, so that threads can add to them in any order. */
    private final List<PackedLayout> ownParameters = new ArrayList<>();

    private final List<PackedLayout> sharedParameters = new ArrayList<>();

    /**
     * Allocates the buffers.
     *
     * @param program to be run
     * @param seeds of dropout
     * @param kernels compute
     * @param threads a {@linkplain Workers#pool pool}
     * @param threadCount how many of its threads may work
     * @param groups maximum number of groups, each of which has gradients of its own; 0 for an engine that computes none. The order
     *     in which examples are added up depends on it, so that all engines of sessions have {@link #GROUPS}
     */
    public RowEngine(
            RowProgram program,
            SeedStreams seeds,
            Kernels kernels,
            ExecutorService threads,
            int threadCount,
            int groups) {
        this.program = program;
        this.seeds = seeds;
        this.kernels = kernels;
        this.work = new ParameterWork(kernels, threads, threadCount);
        this.threads = threads;
        this.threadCount = threadCount;
        this.microBatchSize = microBatchSize(program, groups > 0);
        program.parameters().forEach(parameter -> parameterValues.put(parameter, parameter.allocate()));
        this.workspaces = new Workspace[threadCount];
        int[] uses = new int
                [program.parameters().stream().mapToInt(PackedLayout::end).max().orElse(0)];
        program.parameters().forEach(parameter -> parameter.countUses(uses));
        program.parameters()
                .forEach(parameter -> (parameter.isShared(uses) ? sharedParameters : ownParameters).add(parameter));
        for (int group = 0; group < groups; group++) {
            Map<PackedLayout, float[]> gradients = new IdentityHashMap<>();
            program.parameters().forEach(parameter -> gradients.put(parameter, new float[parameter.size()]));
            groupGradients.add(gradients);
        }
    }

    /** Returns the number of elements of all buffers for gradients of parameters. */
    long gradientFloats() {
        return groupGradients.stream()
                .flatMap(gradients -> gradients.values().stream())
                .mapToLong(gradient -> gradient.length)
                .sum();
    }

    /**
     * Returns the number of examples per micro-batch.
     *
     * @param program to be run
     * @param training whether gradients are computed
     * @return at least 1
     */
    public static int microBatchSize(RowProgram program, boolean training) {
        long floats = 0;
        for (Value value : program.values()) {
            floats += (long) value.rows() * value.stride();
        }
        floats += training ? new GradientBuffers(program).floats() : 0;
        for (RowOperation operation : program.operations()) {
            for (int size : operation.savedPerExample()) {
                floats += size;
            }
        }
        long parameterFloats =
                program.parameters().stream().mapToLong(PackedLayout::size).sum();
        // A micro-batch reads and updates all parameters once: it should be worth that.
        long worth = Math.max(SLICE_BYTES / Float.BYTES, 2 * parameterFloats);
        return (int) Math.max(1, Math.min(MAX_EXAMPLES, worth / floats));
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            work.each(parameters.values().length, (part, parts) -> {
                for (PackedLayout parameter : program.parameters()) {
                    int rows = parameter.rows();
                    parameter.refresh(
                            parameterValues.get(parameter),
                            parameters.values(),
                            EvenSplit.start(part, parts, rows),
                            EvenSplit.start(part + 1, parts, rows));
                }
            });
            seenVersion = parameters.version();
        }
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public LossSums gradient(Batch batch, long step, float[] flatGradient) {
        int groups = Math.min(groupGradients.size(), batch.size());
        LossSums[] sums = new LossSums[groups];
        Arrays.setAll(sums, group -> new LossSums());
        float scale = LossSums.meanFactor(batch);
        eachGroup(groups, (group, work) -> {
            Map<PackedLayout, float[]> gradients = groupGradients.get(group);
            gradients.values().forEach(array -> Arrays.fill(array, 0));
            int end = EvenSplit.start(group + 1, groups, batch.size());
            for (int first = EvenSplit.start(group, groups, batch.size()); first < end; first += microBatchSize) {
                work.begin(batch.tokens(), first, Math.min(microBatchSize, end - first), step, gradients);
                program.forward(work);
                CrossEntropy.apply(work, program.logits(), batch.targets(), scale, sums[group]);
                program.backward(work);
            }
        });
        LossSums total = new LossSums();
        for (LossSums sum : sums) {
            total.add(sum);
        }
        addGroups(groups, flatGradient);
        return total;
    }

    /** Adds the gradients of all groups, for each element in the order of the groups, whichever thread adds it. */
    private void addGroups(int groups, float[] flatGradient) {
        work.each(flatGradient.length, (part, parts) -> {
            Arrays.fill(
                    flatGradient,
                    EvenSplit.start(part, parts, flatGradient.length),
                    EvenSplit.start(part + 1, parts, flatGradient.length),
                    0);
            for (PackedLayout parameter : program.parameters()) {
                int vectors = parameter.size() / Kernels.LANES;
                int end = EvenSplit.start(part + 1, parts, vectors) * Kernels.LANES;
                for (int at = EvenSplit.start(part, parts, vectors) * Kernels.LANES; at < end; at += SUM_FLOATS) {
                    sumGroups(parameter, groups, at, Math.min(SUM_FLOATS, end - at));
                }
            }
        });
        work.each(flatGradient.length, (part, parts) -> {
            for (PackedLayout parameter : ownParameters) {
                int rows = parameter.rows();
                float[] sum = groupGradients.get(0).get(parameter);
                parameter.addTo(
                        sum, flatGradient, EvenSplit.start(part, parts, rows), EvenSplit.start(part + 1, parts, rows));
            }
        });
        for (PackedLayout parameter : sharedParameters) {
            parameter.addTo(groupGradients.get(0).get(parameter), flatGradient, 0, parameter.rows());
        }
    }

    private void sumGroups(PackedLayout parameter, int groups, int from, int count) {
        float[] sum = groupGradients.get(0).get(parameter);
        for (int group = 1; group < groups; group++) {
            kernels.elementwise().add(groupGradients.get(group).get(parameter), from, sum, from, count);
        }
    }

    @Override
    public float[] logits(int[] tokens, int batchSize, long step) {
        float[] logits = new float[batchSize * logitsPerExample()];
        int microBatches = (batchSize + microBatchSize - 1) / microBatchSize;
        eachGroup(
                microBatches,
                (microBatch, work) -> logits(tokens, batchSize, microBatch * microBatchSize, step, work, logits));
        return logits;
    }

    @Override
    public int logitsPerExample() {
        return program.logits().rows() * program.logits().width();
    }

    @Override
    public void logits(int[] tokens, int batchSize, int worker, float[] logits) {
        Workspace work = workspace(worker);
        for (int first = 0; first < batchSize; first += microBatchSize) {
            logits(tokens, batchSize, first, 0, work, logits);
        }
    }

    /** Computes the logits of one micro-batch. */
    private void logits(int[] tokens, int batchSize, int first, long step, Workspace work, float[] logits) {
        Value result = program.logits();
        work.begin(tokens, first, Math.min(microBatchSize, batchSize - first), step, Map.of());
        program.forward(work);
        for (int row = 0; row < work.rows(result); row++) {
            System.arraycopy(
                    work.activation(result),
                    row * result.stride(),
                    logits,
                    (first * result.rows() + row) * result.width(),
                    result.width());
        }
    }

    private Workspace workspace(int worker) {
        if (workspaces[worker] == null) {
            workspaces[worker] =
                    new Workspace(kernels, program, parameterValues, seeds, microBatchSize, !groupGradients.isEmpty());
        }
        return workspaces[worker];
    }

    private interface GroupTask {
        void run(int group, Workspace work);
    }

    private void eachGroup(int count, GroupTask task) {
        Workers.run(threads, threadCount, count, (group, worker) -> task.run(group, workspace(worker)));
    }
}
