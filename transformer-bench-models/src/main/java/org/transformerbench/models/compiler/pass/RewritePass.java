package org.transformerbench.models.compiler.pass;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.rewrite.Rewriter;
import org.transformerbench.models.compiler.rewrite.Rule;

/**
 * The pass that applies a group of rules until none applies any more.
 *
 * @param name of the group
 * @param rules tried in this order
 */
public record RewritePass(String name, List<Rule> rules) implements Pass {

    public RewritePass {
        rules = List.copyOf(rules);
    }

    @Override
    public CompilationUnit apply(CompilationUnit unit, Builder builder) {
        return unit.withGraph(new Rewriter(rules, builder).rewrite(unit.graph()));
    }
}
