package org.transformerbench.models.engine;

import java.util.concurrent.TimeUnit;
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
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.kernel.KernelChoice;

/**
 * Microseconds per token of all sequences with and without kept keys and values: nano-gpt at the sizes of Tiny Shakespeare, 64
 * wide, 4 layers, 128 positions, on one thread. To be run as the benchmark of the kernels.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
    private static final int CONTEXT = 128;
    private static final int LAST = 16;

    /** Which kernels. */
    @Param({"plain", "vector"})
    public String set;

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
                new NanoGpt(),
                new SequenceShape(65, CONTEXT, CONTEXT));
        start = DecoderFixtures.text(sequences, CONTEXT - LAST, 65);
        token = DecoderFixtures.text(sequences, 1, 65);
        full = Decoder.recomputing(session, sequences);
        full.append(DecoderFixtures.text(sequences, CONTEXT, 65));
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

    /** Tokens 113 to 128, with kept keys and values. */
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

    /** A prompt of 112 tokens, in one piece, with kept keys and values. */
    @Benchmark
    public float[] prompt() {
        return session.decoder(sequences).append(start);
    }
}
