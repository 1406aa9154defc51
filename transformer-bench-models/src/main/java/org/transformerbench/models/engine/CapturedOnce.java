package org.transformerbench.models.engine;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.graph.DropoutSite;

/** A graph that is captured on first use and then given to each back end that is tried on it. Not thread-safe. */
final class CapturedOnce implements SourceGraph {
    private final SourceGraph graph;
    private Builder captured;
    private CompilationUnit unit;

    CapturedOnce(SourceGraph graph) {
        this.graph = graph;
    }

    @Override
    public int positions() {
        return graph.positions();
    }

    @Override
    public List<DropoutSite> dropouts() {
        return graph.dropouts();
    }

    @Override
    public CompilationUnit capture(Builder builder) {
        if (unit == null) {
            captured = new Builder();
            unit = graph.capture(captured);
        }
        builder.startFrom(captured);
        return unit;
    }

    @Override
    public Origins origins() {
        return graph.origins();
    }
}
