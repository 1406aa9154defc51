package org.transformerbench.models.predict;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Faults;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.decode.DecodeEngine;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;

/**
 * A tiny Transformer that is compiled and computed on a thread of its own while a file is read. In a new JVM most of the time to the
 * first prediction is spent on loading and linking classes, which this does on another processor. It has no influence on anything.
 */
final class DryRun {
    private static final Logger LOG = LoggerFactory.getLogger(DryRun.class);

    private static final int SIZE = 2;

    private final Thread thread = new Thread(this::run, "transformer-bench-dry-run");

    /** Begins. */
    DryRun() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the end. An interrupt ends the wait, and is set again. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            compute(KernelChoice.first().orElseGet(KernelChoice::kernels));
        } catch (RuntimeException | Error e) {
            // The predictor itself will say what is wrong.
            Faults.rethrowIfFatal(e);
            LOG.debug("The dry run failed", e);
        }
    }

    /** Returns the logits of the last position, with and without keys and values. */
    static List<float[]> compute(Kernels kernels) {
        Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4}, SIZE, SIZE);
        FlatParameters parameters =
                new FlatParameters(Map.of("matrix", matrix, "vector", Tensor.of(new float[] {1, 2}, SIZE)));
        ForwardPrograms programs =
                new ForwardPrograms(new BundledGraph(graph(), SIZE), parameters, kernels, null, 1, false);
        float[] logits = new float[SIZE];
        int[] tokens = {1, 0};
        programs.engine(Targets.LAST).logits(tokens, 1, 0, logits);
        DecodeEngine decoder = new DecodeEngine(programs.decoding(1).orElseThrow(), 0);
        return List.of(logits, decoder.append(decoder.cache(1), tokens, 0, SIZE));
    }

    private static Graph graph() {
        Builder builder = new Builder();
        Expressions make = new Expressions(builder);
        Node tokens = builder.node(new Placeholder(SourceGraph.TOKENS, Shape.perExample(SIZE)));
        Node matrix = builder.node(new Parameter("matrix", Shape.of(SIZE, SIZE)));
        Node vector = builder.node(new Parameter("vector", Shape.of(SIZE)));
        Node x = make.apply(new Embedding(), tokens, matrix);
        Node normal = make.apply(new LayerNorm(1e-5f), x, vector, vector);
        Node hidden = make.apply(new Linear(), normal, matrix, vector);
        Node attended = make.apply(new HeadAttention(1, 1, false), hidden, hidden, hidden);
        Node sum = make.add(x, make.apply(new GeluTanh(), attended));
        return new Graph(List.of(make.apply(new Linear(), sum, matrix)));
    }
}
