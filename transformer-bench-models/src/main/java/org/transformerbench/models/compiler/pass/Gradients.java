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
public record Gradients() implements Pass {
    private static final String UPSTREAM = "gradient of the logits";

    @Override
    public String name() {
        return "gradients";
    }

    @Override
    public Draft apply(Draft draft, Builder builder) {
        Node upstream = builder.node(new Placeholder(UPSTREAM, draft.logits().shape()));
        List<String> names = List.copyOf(draft.parameters().keySet());
        List<Node> leaves = List.copyOf(draft.parameters().values());
        List<Optional<Node>> found = Differentiation.gradients(draft.logits(), upstream, leaves, builder);
        Map<String, Node> gradients = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            found.get(i).ifPresent(gradient -> gradients.put(name, gradient));
        }
        return new Draft(draft.logits(), draft.parameters(), Optional.of(upstream), gradients);
    }
}
