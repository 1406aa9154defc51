package org.transformerbench.models.engine;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Llama;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.kernel.KernelChoice;

/**
 * Microseconds per token of all sequences with and without saved keys and values: nano-gpt, 64 wide, 4 layers, and models of
 * users, 16 wide, on one thread, at the lengths of sums and of Tiny Shakespeare. To be run as the benchmark of the kernels.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
    private static final int LAST = 3;

    /** Which kernels. */
    @Param({"plain", "vector"})
    public String set;

    /** One that runs on rows, and two that run in interleaved rows. */
    @Param({"nano-gpt", "llama", "linear-bias-attention"})
    public String model;

    /** T. */
    @Param({"12", "128"})
    public int context;

    /** B. */
    @Param({"1", "32"})
    public int sequences;

    private TrainingSession session;
    private int[] start;
    private int[] token;
    private Decoder almostFull;
    private Decoder full;

    /** A model and texts. */
    @Setup
    public void open() {
        session = DecoderFixtures.open(
                new CompiledTrainer(1, KernelChoice.named(set)),
                models().filter(each -> each.id().equals(model)).findFirst().orElseThrow(),
                new SequenceShape(65, context, context));
        start = DecoderFixtures.text(sequences, context - LAST, 65);
        token = DecoderFixtures.text(sequences, 1, 65);
        full = Decoder.recomputing(session, sequences);
        full.append(DecoderFixtures.text(sequences, context, 65));
    }

    private static Stream<Model<?>> models() {
        return Stream.<Model<?>>concat(Stream.of(new NanoGpt(), new Llama()), CustomModels.all());
    }

    /** Only the last tokens before the context is full are measured. */
    @Setup(Level.Invocation)
    public void fill() {
        almostFull = session.decoder(sequences);
        almostFull.append(start);
    }

    /** The model. */
    @TearDown
    public void close() {
        session.close();
    }

    /** The last tokens that fit into the context, with saved keys and values. */
    @Benchmark
    @OperationsPerInvocation(LAST)
    public float[] cached() {
        float[] logits = null;
        for (int i = 0; i < LAST; i++) {
            logits = almostFull.append(token);
        }
        return logits;
    }

    /** A token after a full window, all of it computed. */
    @Benchmark
    public float[] recomputed() {
        return full.append(token);
    }

    /** All tokens before, in one piece, with saved keys and values. */
    @Benchmark
    public float[] prompt() {
        return session.decoder(sequences).append(start);
    }
}
