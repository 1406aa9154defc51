package org.transformerbench.models.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.graph.DropoutSite;

/**
 * The graph of a bundle, for the compiler.
 *
 * @param graph of the logits
 * @param positions T
 */
record BundledGraph(Graph graph, int positions) implements SourceGraph {

    @Override
    public List<DropoutSite> dropouts() {
        return List.of();
    }

    @Override
    public CompilationUnit capture(Builder builder) {
        Graph copy = graph.in(builder);
        return new CompilationUnit(copy.outputs().get(0), parameters(copy));
    }

    /** Returns the parameters that the graph reads, by name. */
    Map<String, Node> parameters() {
        return parameters(graph);
    }

    private static Map<String, Node> parameters(Graph graph) {
        Map<String, Node> parameters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Parameter parameter) {
                parameters.put(parameter.name(), node);
            }
        }
        return parameters;
    }

    @Override
    public Origins origins() {
        return Origins.NONE;
    }
}
