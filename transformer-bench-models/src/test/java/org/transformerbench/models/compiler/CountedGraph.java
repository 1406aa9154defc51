package org.transformerbench.models.compiler;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.graph.DropoutSite;

/** A graph that counts how often it is captured. */
public final class CountedGraph implements SourceGraph {
    private final SourceGraph graph;
    private int captures;

    public CountedGraph(SourceGraph graph) {
        this.graph = graph;
    }

    public int captures() {
        return captures;
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
        captures++;
        return graph.capture(builder);
    }

    @Override
    public Origins origins() {
        return graph.origins();
    }
}
