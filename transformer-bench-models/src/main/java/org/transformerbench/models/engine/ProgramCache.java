package org.transformerbench.models.engine;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.FusedGraph;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * Programs of graphs, so that sessions of equal graphs compile once. A graph is known by its {@link GraphFingerprint}, not by
 * the model that built it: a model that builds another graph, whatever the reason, gets another program. What is kept
 * belongs to no session and no plug-in: no values, no seeds, no SameDiff graph, no class but this library's. The
 * {@linkplain #SHARED one for the JVM} holds {@value #MOST_GRAPHS} graphs at most, the last ones used, and gives them up when
 * memory is short. Thread-safe: who needs a program that another thread compiles waits for it.
 */
final class ProgramCache {
    private static final int MOST_GRAPHS = 256;

    /** Of all sessions of this JVM, which are opened by trainers that come and go. */
    static final ProgramCache SHARED = new ProgramCache(MOST_GRAPHS);

    private final Map<String, SoftReference<Entry>> entries;
    private final AtomicLong compilations = new AtomicLong();

    ProgramCache(int mostGraphs) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Entry>> eldest) {
                return size() > mostGraphs;
            }
        };
    }

    /** What a program computes of a graph; the kernels decide the layout of its weights and what it keeps. */
    private record Use(Kind kind, Optional<Targets> targets, Class<?> kernels) {}

    private enum Kind {
        MATCHED,
        ROWS,
        DECODING
    }

    /** What is known of one graph. */
    private static final class Entry {
        private Shapes shapes;
        private final Map<Use, Supplier<Program>> outcomes = new HashMap<>();
    }

    /**
     * The program for training and for logits.
     *
     * @throws NotLowerable if a node has no kernel and cannot be cut out
     */
    Program program(ModelGraph graph, FlatParameters parameters, Targets targets, Kernels kernels) {
        return outcome(
                graph,
                parameters,
                new Use(Kind.MATCHED, Optional.of(targets), kernels.getClass()),
                shapes -> Lowering.lower(graph, parameters, shapes, targets, kernels));
    }

    /**
     * The program on rows.
     *
     * @throws NotLowerable if an operation has no kernel for rows
     */
    Program rows(ModelGraph graph, FlatParameters parameters, Targets targets, Kernels kernels) {
        return outcome(
                graph,
                parameters,
                new Use(Kind.ROWS, Optional.of(targets), kernels.getClass()),
                shapes -> RowLowering.lower(graph, fused(graph, targets), parameters, kernels));
    }

    private static Node fused(ModelGraph graph, Targets targets) {
        try {
            return FusedGraph.logits(graph, targets);
        } catch (UnsupportedGraphException e) {
            throw new NotLowerable(e.getMessage());
        }
    }

    /**
     * The program for one position at a time.
     *
     * @throws NotLowerable if the model mixes positions by anything but causal attention
     */
    Program decoding(ModelGraph graph, FlatParameters parameters, Kernels kernels) {
        return outcome(
                graph,
                parameters,
                new Use(Kind.DECODING, Optional.empty(), kernels.getClass()),
                shapes -> DecodeLowering.lower(graph, fused(graph, Targets.EVERY), parameters, kernels));
    }

    private interface Compiler {
        Program compile(Shapes shapes);
    }

    private Program outcome(ModelGraph graph, FlatParameters parameters, Use use, Compiler compiler) {
        Entry entry = GraphFingerprint.of(graph, parameters).map(this::entry).orElseGet(Entry::new);
        synchronized (entry) {
            if (entry.shapes == null) {
                entry.shapes = Shapes.of(graph);
            }
            Supplier<Program> outcome = entry.outcomes.get(use);
            if (outcome == null) {
                outcome = compile(compiler, entry.shapes);
                entry.outcomes.put(use, outcome);
            }
            return outcome.get();
        }
    }

    /** A refusal is remembered too. */
    private Supplier<Program> compile(Compiler compiler, Shapes shapes) {
        compilations.incrementAndGet();
        try {
            Program program = compiler.compile(shapes);
            return () -> program;
        } catch (NotLowerable e) {
            String why = e.getMessage();
            return () -> {
                throw new NotLowerable(why);
            };
        }
    }

    private Entry entry(String fingerprint) {
        synchronized (entries) {
            SoftReference<Entry> known = entries.get(fingerprint);
            Entry entry = known == null ? null : known.get();
            if (entry == null) {
                entry = new Entry();
                entries.put(fingerprint, new SoftReference<>(entry));
            }
            return entry;
        }
    }

    /** How often anything was compiled, for tests. */
    long compilations() {
        return compilations.get();
    }
}
