package org.transformerbench.models.compiler.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;

/** A reference interpreter, which computes a graph node by node, each into an array of its own. */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Computes the outputs of a graph.
     *
     * @param graph the graph
     * @param leaves row-major values of parameters and placeholders, for each one that the graph reads
     * @param examples B
     * @return the values of each output, row-major
     */
    public static List<float[]> run(Graph graph, Map<Node, float[]> leaves, int examples) {
        Map<Node, View> values = new HashMap<>();
        leaves.forEach((node, array) ->
                values.put(node, View.rowMajor(array, node.shape().sizes(examples))));
        evaluate(graph, values, examples);
        return graph.outputs().stream().map(node -> values.get(node).data()).toList();
    }

    /**
     * Computes the only output of a graph.
     *
     * @param graph the graph
     * @param leaves values of all placeholders
     * @param output overwritten
     */
    public static void run(Graph graph, Map<Node, View> leaves, View output) {
        Map<Node, View> values = new HashMap<>(leaves);
        evaluate(graph, values, output.dims()[0]);
        StridedLoops.copy(values.get(graph.outputs().get(0)).broadcastTo(output.dims()), output);
    }

    private static void evaluate(Graph graph, Map<Node, View> values, int examples) {
        for (Node node : graph.nodes()) {
            if (!values.containsKey(node)) {
                int[] dims = node.shape().sizes(examples);
                View output = View.rowMajor(
                        new float[View.rowMajor(new float[0], dims).size()], dims);
                node.op().evaluate(node.inputs().stream().map(values::get).toList(), output);
                values.put(node, output);
            }
        }
    }
}
