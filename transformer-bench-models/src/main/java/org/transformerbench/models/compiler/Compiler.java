package org.transformerbench.models.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.capture.Capture;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.rewrite.Rewriter;
import org.transformerbench.models.compiler.rewrite.SlicePushing;
import org.transformerbench.models.compiler.rules.Decompose;
import org.transformerbench.models.compiler.rules.Rules;
import org.transformerbench.models.compiler.runtime.Instruction;
import org.transformerbench.models.compiler.runtime.MaskInstruction;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.SliceProgram;
import org.transformerbench.models.compiler.runtime.TokenInstruction;
import org.transformerbench.models.compiler.schedule.Scheduler;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/** Makes a program of a model's graph: captures it, keeps what is asked for, differentiates, rewrites, and schedules it. */
public final class Compiler {
    private static final String UPSTREAM = "gradient of the logits";

    private final Builder builder = new Builder();
    private final ModelGraph model;
    private final Map<String, DropoutSite> sites = new HashMap<>();

    private Compiler(ModelGraph model) {
        this.model = model;
        model.dropouts().forEach(site -> sites.put(site.placeholder(), site));
    }

    /**
     * Compiles a graph.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @param gradients whether to compute gradients
     * @param lanes how many examples a slice has
     * @return the program; it belongs to no session
     * @throws UnsupportedGraphException if an operation can neither be compiled nor be left to ND4J
     */
    public static SliceProgram compile(ModelGraph model, Targets targets, boolean gradients, int lanes) {
        return new Compiler(model).compile(targets, gradients, lanes);
    }

    private SliceProgram compile(Targets targets, boolean backward, int lanes) {
        Capture capture = new Capture(model, builder);
        Node logits = capture.logits();
        if (logits.shape().rank() != 2) {
            throw new UnsupportedGraphException("the logits are " + logits.shape() + ", must be (B, O, V)");
        }
        int outputs = logits.shape().dim(0);
        if (targets == Targets.LAST && outputs > 1) {
            Expressions make = new Expressions(builder);
            Node whole = new Rewriter(List.of(new Decompose()), builder)
                    .rewrite(new Graph(List.of(logits)))
                    .outputs()
                    .get(0);
            logits = SlicePushing.push(whole, new Slice(0, outputs - 1, 1, 1), make);
        }
        Optional<Node> upstream = Optional.empty();
        Map<String, Node> gradients = new LinkedHashMap<>();
        List<Node> results = new ArrayList<>(List.of(logits));
        if (backward) {
            Node placeholder = builder.node(new Placeholder(UPSTREAM, logits.shape()));
            upstream = Optional.of(placeholder);
            List<String> names = List.copyOf(capture.parameters().keySet());
            List<Node> parameters = List.copyOf(capture.parameters().values());
            List<Optional<Node>> found = Differentiation.gradients(logits, placeholder, parameters, builder);
            for (int i = 0; i < names.size(); i++) {
                if (found.get(i).isPresent()) {
                    gradients.put(names.get(i), found.get(i).get());
                }
            }
            results.addAll(gradients.values());
        }
        List<Node> rewritten = new Rewriter(Rules.interleaved(), builder)
                .rewrite(new Graph(results))
                .outputs();
        int next = 1;
        for (Map.Entry<String, Node> entry : gradients.entrySet()) {
            entry.setValue(rewritten.get(next++));
        }
        return new Scheduler(rewritten.get(0), upstream, gradients, this::leaf, lanes).schedule();
    }

    private Instruction leaf(Node node, Operand output) {
        String name = ((Placeholder) node.op()).name();
        if (name.equals(ModelGraph.TOKENS)) {
            return new TokenInstruction(output, model.positions());
        }
        return new MaskInstruction(output, sites.get(name));
    }
}
