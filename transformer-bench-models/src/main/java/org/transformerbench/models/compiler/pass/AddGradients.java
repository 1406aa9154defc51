package org.transformerbench.models.compiler.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Placeholder;

/** The pass that adds the gradients of all parameters. */
public record AddGradients() implements Pass {
    private static final String UPSTREAM = "gradient of the logits";

    @Override
    public String name() {
        return "gradients";
    }

    @Override
    public CompilationUnit apply(CompilationUnit unit, Builder builder) {
        Node upstream = builder.node(new Placeholder(UPSTREAM, unit.logits().shape()));
        List<String> names = List.copyOf(unit.parameters().keySet());
        List<Node> leaves = List.copyOf(unit.parameters().values());
        List<Optional<Node>> found = Differentiation.gradients(unit.logits(), upstream, leaves, builder);
        Map<String, Node> gradients = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            found.get(i).ifPresent(gradient -> gradients.put(name, gradient));
        }
        return new CompilationUnit(unit.logits(), unit.parameters(), Optional.of(upstream), gradients);
    }
}
