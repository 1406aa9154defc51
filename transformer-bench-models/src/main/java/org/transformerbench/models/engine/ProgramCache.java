package org.transformerbench.models.engine;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.WarmUp;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.graph.ModelGraph;

/**
 * A cache of compiled programs, so that sessions with equal graphs compile once. A graph is known by its {@link
 * GraphFingerprint}, not by the model that built it: a model that builds another graph, whatever the reason, gets another
 * program. What is saved belongs to no session and no plug-in: no values, no seeds, no SameDiff graph, no class but this
 * library's. The {@linkplain #SHARED one for the JVM} holds {@value #MAX_GRAPHS} graphs at most, the last ones used, and gives
 * them up when memory is short. Thread-safe: who needs a program that another thread compiles waits for it.
 */
final class ProgramCache {
    private static final int MAX_GRAPHS = 256;

    /** The cache of all sessions of this JVM, which are opened by short-lived trainers. */
    static final ProgramCache SHARED = new ProgramCache(MAX_GRAPHS);

    private final Map<String, SoftReference<CachedPrograms>> entries;
    private final AtomicLong compilations = new AtomicLong();
    private final AtomicBoolean anyIsWarm = new AtomicBoolean();
    private volatile LastLookup latest;

    ProgramCache(int mostGraphs) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SoftReference<CachedPrograms>> eldest) {
                return size() > mostGraphs;
            }
        };
    }

    /** The programs of one graph by use, or the reasons why it cannot be compiled for that. */
    private static final class CachedPrograms {
        private final Map<Record, Supplier<?>> byUse = new HashMap<>();
        private final AtomicBoolean rehearsed = new AtomicBoolean();
    }

    /**
     * Returns the program of a graph, and compiles it on first use.
     *
     * @param use what the program computes of the graph, and all else that decides how: an own type for each kind of program,
     *     with no state of a session
     * @param compiler makes the program; its refusal is remembered too
     * @param <P> the kind of program
     * @throws UnsupportedGraphException if there can be no such program
     */
    <P> P program(ModelGraph graph, FlatParameters parameters, Record use, Supplier<P> compiler) {
        CachedPrograms outcomes = outcomes(graph, parameters);
        synchronized (outcomes) {
            Supplier<?> outcome = outcomes.byUse.get(use);
            if (outcome == null) {
                outcome = compile(compiler);
                outcomes.byUse.put(use, outcome);
            }
            @SuppressWarnings("unchecked") // Uses of one type have programs of one kind.
            P program = (P) outcome.get();
            return program;
        }
    }

    /**
     * Returns whether steps of the program have been {@linkplain org.transformerbench.api.StepRehearsal rehearsed}: state of the JVM, as
     * the program is, since what was compiled for one session serves all.
     */
    AtomicBoolean rehearsed(ModelGraph graph, FlatParameters parameters) {
        return outcomes(graph, parameters).rehearsed;
    }

    private Supplier<?> compile(Supplier<?> compiler) {
        compilations.incrementAndGet();
        try {
            Object program = compiler.get();
            return () -> program;
        } catch (UnsupportedGraphException e) {
            String why = e.getMessage();
            return () -> {
                throw new UnsupportedGraphException(why);
            };
        }
    }

    private CachedPrograms outcomes(ModelGraph graph, FlatParameters parameters) {
        LastLookup latest = this.latest;
        CachedPrograms outcomes = latest == null ? null : latest.of(graph, parameters);
        if (outcomes == null) {
            outcomes =
                    GraphFingerprint.of(graph, parameters).map(this::outcomes).orElseGet(CachedPrograms::new);
            this.latest = new LastLookup(
                    new WeakReference<>(graph.sameDiff()),
                    new WeakReference<>(parameters),
                    new SoftReference<>(outcomes));
        }
        return outcomes;
    }

    /** The last look-up, which is often repeated and then needs no search. */
    private record LastLookup(
            WeakReference<SameDiff> graph,
            WeakReference<FlatParameters> parameters,
            SoftReference<CachedPrograms> outcomes) {

        /** Returns the outcomes of the graph if it is the last one, null for others. Null for others. */
        CachedPrograms of(ModelGraph otherGraph, FlatParameters otherParameters) {
            return graph.refersTo(otherGraph.sameDiff()) && parameters.refersTo(otherParameters)
                    ? outcomes.get()
                    : null;
        }
    }

    private CachedPrograms outcomes(String fingerprint) {
        synchronized (entries) {
            SoftReference<CachedPrograms> known = entries.get(fingerprint);
            CachedPrograms outcomes = known == null ? null : known.get();
            if (outcomes == null) {
                outcomes = new CachedPrograms();
                entries.put(fingerprint, new SoftReference<>(outcomes));
            }
            return outcomes;
        }
    }

    /**
     * Returns whether a program has gone over to its lasting kernels, see {@link WarmUp}: state of the JVM, as the programs are, since
     * what it has compiled serves all of them.
     */
    AtomicBoolean anyIsWarm() {
        return anyIsWarm;
    }

    /** Returns the number of compilations, for tests. */
    long compilations() {
        return compilations.get();
    }
}
