package org.transformerbench.models.predict;

import java.util.ArrayList;
import java.util.HashMap;
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
        Map<Node, Node> made = new HashMap<>();
        Map<String, Node> parameters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            List<Node> operands = new ArrayList<>();
            node.inputs().forEach(input -> operands.add(made.get(input)));
            Node copy = builder.withOrigin(node.origin(), () -> builder.node(node.op(), operands));
            made.put(node, copy);
            if (node.op() instanceof Parameter parameter) {
                parameters.put(parameter.name(), copy);
            }
        }
        return new CompilationUnit(made.get(graph.outputs().get(0)), parameters);
    }

    @Override
    public Origins origins() {
        return Origins.NONE;
    }

    /** Returns the number of rows of logits. */
    int outputs() {
        return graph.outputs().get(0).shape().dim(0);
    }
}
