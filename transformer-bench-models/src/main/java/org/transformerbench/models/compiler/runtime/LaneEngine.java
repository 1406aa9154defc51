package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.EvenSplit;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Nd4jPartGradient;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.runtime.Regions.BatchInputs;
import org.transformerbench.models.kernel.InterleavedKernels;

/**
 * An engine that runs a program over a batch, segment by segment, and each segment micro-batch by micro-batch. Micro-batches
 * belong to a number of groups that depends on the batch alone; a group's micro-batches run in order into sums of its own, and
 * groups are added up in order: results do not depend on the number of threads.
 */
public final class LaneEngine {
    /** Maximum number of groups: enough for some threads, few enough for their sums to be added quickly. */
    private static final int MAX_GROUPS = 8;

    /** A runner that spreads tasks over threads. */
    public interface Threads {
        /**
         * Runs each task once.
         *
         * @param count how many
         * @param task gets the number of the task, and that of a worker, which has one task at a time
         */
        void run(int count, BiConsumer<Integer, Integer> task);
    }

    private final LaneProgram program;
    /** Offsets of an example's logits. */
    private final int[] logitElements;

    private final Threads threads;
    private final SharedValues early;
    private final SharedValues late;
    /** Index of each sum's array. */
    private final Map<Node, Integer> sums = new HashMap<>();

    /** The buffers of each worker, allocated when it first works. */
    private final LaneWorkspace[] workspaces;

    private final InterleavedKernels kernels;
    private final SeedStreams seeds;
    private final List<float[][]> groupSums = new ArrayList<>();
    private final SavedBuffers saved;
    private final Nd4jCalls calls;

    /**
     * Allocates the buffers.
     *
     * @param program what to run
     * @param kernels the arithmetic
     * @param seeds draw the dropout masks
     * @param regions what ND4J computes of the program
     * @param threads runs micro-batches
     * @param workers the number of workers
     */
    public LaneEngine(
            LaneProgram program,
            InterleavedKernels kernels,
            SeedStreams seeds,
            Regions regions,
            Threads threads,
            int workers) {
        this.program = program;
        this.logitElements = program.logits().view().elements();
        this.threads = threads;
        this.early = new SharedValues(program.early());
        this.late = new SharedValues(program.late());
        program.sums().forEach(sum -> sums.put(sum, sums.size()));
        this.kernels = kernels;
        this.seeds = seeds;
        this.workspaces = new LaneWorkspace[workers];
        this.saved = new SavedBuffers(program);
        this.calls = new Nd4jCalls(program, regions, saved, early, threads);
    }

    /**
     * Recomputes what depends on parameters alone.
     *
     * @param parameters gets the name of each parameter, and fills its array
     */
    public void refresh(BiConsumer<String, float[]> parameters) {
        early.compute((node, to) -> {
            if (node.op() instanceof Nd4jOp) {
                calls.run(node, early::view, to);
            } else {
                parameters.accept(((Parameter) node.op()).name(), to);
            }
        });
    }

    /**
     * Computes loss and gradients; the loss that is differentiated is the mean over the targets of the batch that count.
     *
     * @param batch tokens, shape (B, T), and targets, shape (B, O)
     * @param step numbers the dropout masks
     * @return the loss and right predictions; {@link #gradients} has the gradients then
     */
    public LossSums run(Batch batch, long step) {
        int microBatches = microBatches(batch.size(), program.lanes());
        int groups = Math.min(MAX_GROUPS, microBatches);
        while (groupSums.size() < groups) {
            groupSums.add(program.sums().stream()
                    .map(node -> new float[node.shape().size()])
                    .toArray(float[][]::new));
        }
        for (float[][] sums : groupSums.subList(0, groups)) {
            for (float[] sum : sums) {
                Arrays.fill(sum, 0);
            }
        }
        LossSums[] losses = new LossSums[groups];
        Arrays.setAll(losses, group -> new LossSums());
        BatchInputs brought = new BatchInputs(batch.tokens(), batch.size(), step);
        saved.reserve(microBatches);
        float scale = LossSums.meanFactor(batch);
        for (Segment segment : program.segments()) {
            segment.calls().forEach(call -> calls.run(call, brought, groupSums.get(0)));
            if (segment.instructions().isEmpty()) {
                continue;
            }
            threads.run(groups, (group, worker) -> {
                LaneWorkspace work = workspace(worker);
                work.setTargets(batch.targets(), scale, losses[group]);
                int end = EvenSplit.start(group + 1, groups, microBatches);
                for (int microBatch = EvenSplit.start(group, groups, microBatches); microBatch < end; microBatch++) {
                    run(segment, work, microBatch, brought, groupSums.get(group));
                }
            });
        }
        for (int group = 1; group < groups; group++) {
            losses[0].add(losses[group]);
            for (int i = 0; i < program.sums().size(); i++) {
                add(groupSums.get(group)[i], groupSums.get(0)[i]);
            }
        }
        late.compute(this::feed);
        return losses[0];
    }

    /**
     * Returns the gradients of the last {@link #run}.
     *
     * @param receiver gets each parameter's name and its gradient, to be copied; the first dimension has size 1
     */
    public void gradients(BiConsumer<String, View> receiver) {
        program.gradients().forEach((name, gradient) -> receiver.accept(name, late.view(gradient)));
    }

    private void feed(Node node, float[] to) {
        Integer sum = sums.get(node);
        if (sum == null && node.op() instanceof Nd4jPartGradient) {
            calls.run(node, late::view, to);
        } else if (sum == null) {
            early.view(node).copyTo(to, 0);
        } else {
            System.arraycopy(groupSums.get(0)[sum], 0, to, 0, to.length);
        }
    }

    private static void add(float[] x, float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += x[i];
        }
    }

    /**
     * Computes logits.
     *
     * @param tokens shape (B, T)
     * @param examples B
     * @param step numbers the dropout masks
     * @return shape (B, O, V)
     */
    public float[] logits(int[] tokens, int examples, long step) {
        float[] logits = new float[examples * logitElements.length];
        BatchInputs brought = new BatchInputs(tokens, examples, step);
        int microBatches = microBatches(examples, program.lanes());
        saved.reserve(microBatches);
        Segment last = program.segments().get(program.segments().size() - 1);
        for (Segment segment : program.segments()) {
            segment.calls().forEach(call -> calls.run(call, brought, new float[0][]));
            threads.run(microBatches, (microBatch, worker) -> {
                LaneWorkspace work = workspace(worker);
                run(segment, work, microBatch, brought, new float[0][]);
                if (segment == last) {
                    copyLogits(work, logits);
                }
            });
        }
        return logits;
    }

    /**
     * Returns the sizes that each attention of a decoder's program caches.
     *
     * @return in the order of their indices
     */
    public List<KeyValueCache.Sizes> attentions() {
        return program.segments().stream()
                .flatMap(segment -> segment.instructions().stream())
                .filter(CachedAttentionInstruction.class::isInstance)
                .map(CachedAttentionInstruction.class::cast)
                .sorted(Comparator.comparing(CachedAttentionInstruction::index))
                .map(CachedAttentionInstruction::sizes)
                .toList();
    }

    /**
     * Computes rows of a decoder on the caller's thread.
     *
     * @param rows at most as many as the program has lanes
     * @param worker whose buffers to use
     */
    public void decode(DecodeBatch rows, int worker) {
        LaneWorkspace work = workspace(worker);
        work.begin(rows);
        for (Segment segment : program.segments()) {
            for (Instruction instruction : segment.instructions()) {
                instruction.run(work);
            }
        }
    }

    /**
     * Copies logits of the last {@link #decode}.
     *
     * @param worker whose
     * @param row of which row
     * @param to receives V floats
     * @param at where they begin
     */
    public void copyLogits(int worker, int row, float[] to, int at) {
        copyLogits(workspace(worker), row, to, at);
    }

    /**
     * Returns the number of logits per example.
     *
     * @return O V
     */
    public int logitsPerExample() {
        return logitElements.length;
    }

    /**
     * Computes logits on the caller's thread.
     *
     * @param tokens shape (B, T)
     * @param examples B
     * @param worker whose buffers to use
     * @param to receives shape (B, O, V)
     * @throws IllegalStateException if the program is cut into segments, which need the whole batch at once
     */
    public void logits(int[] tokens, int examples, int worker, float[] to) {
        if (program.segments().size() != 1 || program.savedSizes().length > 0) {
            throw new IllegalStateException(
                    "A program in " + program.segments().size() + " segments cannot be computed by one worker alone");
        }
        BatchInputs brought = new BatchInputs(tokens, examples, 0);
        LaneWorkspace work = workspace(worker);
        for (int microBatch = 0; microBatch < microBatches(examples, program.lanes()); microBatch++) {
            run(program.segments().get(0), work, microBatch, brought, new float[0][]);
            copyLogits(work, to);
        }
    }

    private LaneWorkspace workspace(int worker) {
        if (workspaces[worker] == null) {
            workspaces[worker] = new LaneWorkspace(program, kernels, seeds, early);
        }
        return workspaces[worker];
    }

    private void copyLogits(LaneWorkspace work, float[] logits) {
        for (int lane = 0; lane < work.examples(); lane++) {
            copyLogits(work, lane, logits, (work.first() + lane) * logitElements.length);
        }
    }

    private void copyLogits(LaneWorkspace work, int lane, float[] to, int at) {
        float[] from = program.logits().data(work);
        for (int i = 0; i < logitElements.length; i++) {
            to[at + i] = from[logitElements[i] + lane];
        }
    }

    private void run(Segment segment, LaneWorkspace work, int microBatch, BatchInputs brought, float[][] sums) {
        int first = microBatch * program.lanes();
        int count = Math.min(program.lanes(), brought.examples() - first);
        work.begin(brought.tokens(), first, count, brought.step(), sums, saved);
        for (Instruction instruction : segment.instructions()) {
            instruction.run(work);
        }
    }

    static int microBatches(int examples, int lanes) {
        return (examples + lanes - 1) / lanes;
    }
}
