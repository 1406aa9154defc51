package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.ModelGraph;

/** What ND4J computes of a program, for one session. */
final class NativeParts implements AutoCloseable {
    private final Map<NativeStep, NativePart> parts = new IdentityHashMap<>();

    /**
     * Cuts the parts out of a graph.
     *
     * @param graph one that the program is of
     * @throws NotLowerable if one cannot be cut out
     */
    NativeParts(Program program, ModelGraph graph, FlatParameters parameters, SeedStreams seeds) {
        try {
            program.natives().forEach(step -> parts.put(step, new NativePart(step, graph, parameters, seeds)));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Those of a segment, in order. */
    List<NativePart> of(Segment segment) {
        List<NativePart> found = new ArrayList<>();
        segment.natives().forEach(step -> found.add(parts.get(step)));
        return found;
    }

    /**
     * Makes sure of a backward pass.
     *
     * @throws NotLowerable if a part has no gradient
     */
    void differentiate() {
        parts.values().forEach(NativePart::differentiate);
    }

    /** Gives the batch's arrays back. */
    void release() {
        parts.values().forEach(NativePart::release);
    }

    @Override
    public void close() {
        parts.values().forEach(NativePart::close);
    }
}
