package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Divide;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.rewrite.Pattern;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rule x / c = x (1 / c), which is faster and differs in the last bit only. */
public final class DivideByNumber implements Rule {
    private static final Pattern FORM = Pattern.op(Divide.class, Pattern.any("x"), Pattern.number("c"));

    /** Creates the rule. */
    public DivideByNumber() {}

    @Override
    public Class<? extends Op> root() {
        return Divide.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        return FORM.match(node).map(match -> {
            Constant divisor = (Constant) match.node("c").op();
            Node inverse = make.constant(
                    new float[] {1 / divisor.values()[0]}, divisor.shape().dims());
            return make.multiply(match.node("x"), inverse);
        });
    }
}
