package org.transformerbench.models.compiler.rules;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.rewrite.Match;

/** A condition of patterns: what is bound to "sum", multiplied by "share", is the mean along the last dimension. */
final class RowMeans {
    private RowMeans() {}

    static boolean isMean(Match match, Node summed) {
        int last = summed.shape().rank() - 1;
        return last >= 0
                && ((Sum) match.node("sum").op()).axes().equals(List.of(last))
                && Math.abs(match.number("share") * summed.shape().dim(last) - 1) < 1e-6;
    }
}
