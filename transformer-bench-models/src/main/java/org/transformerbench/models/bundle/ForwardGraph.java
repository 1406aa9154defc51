package org.transformerbench.models.bundle;

import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.LastPosition;
import org.transformerbench.models.compiler.pass.SourceGraph;

/**
 * The graph of a model's logits, as far as there is one.
 *
 * <p>Its one output has shape (O, V) for each example, also for a model that is asked for the last position only: {@link #at} leaves
 * out the others. Its one placeholder is {@value #TOKENS}, shape (T), the ids of the whole context. It is the graph as it was
 * captured, before any rule, so that the passes for each use find what they look for. It holds no dropout, and no operation that
 * ND4J computes.
 *
 * @param graph the graph; empty if there is none
 * @param missing why there is none; empty if there is one
 * @param prefixStable whether a shorter text has the same logits as the beginning of a longer one, so that keys and values of
 *     positions can be kept while a text grows
 */
public record ForwardGraph(Optional<Graph> graph, Optional<String> missing, boolean prefixStable) {
    /** The name of the placeholder for token ids. */
    public static final String TOKENS = SourceGraph.TOKENS;

    public ForwardGraph {
        Require.given("graph", graph);
        Require.given("missing", missing);
        Require.that(
                graph.isPresent() != missing.isPresent(),
                "missing",
                missing,
                "must be there if and only if no graph is");
        Require.that(graph.isPresent() || !prefixStable, "prefixStable", prefixStable, "must be false without a graph");
    }

    /**
     * Creates a forward graph.
     *
     * @param graph of the logits
     * @param prefixStable whether a shorter text has the same logits as the beginning of a longer one
     * @return with the graph
     */
    public static ForwardGraph of(Graph graph, boolean prefixStable) {
        return new ForwardGraph(Optional.of(graph), Optional.empty(), prefixStable);
    }

    /**
     * Creates a forward graph that is missing.
     *
     * @param why the reason, as a clause
     * @return without a graph
     */
    public static ForwardGraph missing(String why) {
        return new ForwardGraph(Optional.empty(), Optional.of(why), false);
    }

    /**
     * Returns the graph of the logits that are asked for.
     *
     * @param targets which positions
     * @return for {@link Targets#LAST} that of the last position, without rows that only others read; else the whole graph
     * @throws DataException if there is no graph; the message says why
     */
    public Graph at(Targets targets) {
        Builder builder = new Builder();
        Node logits = require().in(builder).outputs().get(0);
        CompilationUnit unit = new CompilationUnit(logits, Map.of());
        return targets == Targets.LAST ? new LastPosition().apply(unit, builder).graph() : unit.graph();
    }

    /**
     * Returns the graph.
     *
     * @return of the logits
     * @throws DataException if there is none; the message says why
     */
    public Graph require() {
        return graph.orElseThrow(() -> new DataException(
                "The bundle holds parameters, but no graph to compute with: " + missing.orElseThrow()));
    }
}
