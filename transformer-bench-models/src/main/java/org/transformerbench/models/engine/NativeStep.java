package org.transformerbench.models.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.samediff.VariableShape;

/**
 * Operations without kernel, which a {@link NativePart} computes between the segments' slices.
 *
 * @param region the operations
 * @param positions T
 * @param sites the graph's dropout by the name of its mask
 * @param shapes of what crosses the region's border
 * @param inputs the values of the region's hidden states
 * @param output the value that it makes
 */
record NativeStep(
        Region region,
        int positions,
        Map<String, DropoutSite> sites,
        Map<String, VariableShape> shapes,
        List<Value> inputs,
        Value output)
        implements Computation {
    static NativeStep of(
            Region region, ModelGraph graph, Function<String, VariableShape> shapes, List<Value> inputs, Value output) {
        Map<String, VariableShape> crossing = new LinkedHashMap<>();
        crossing.put(region.output(), shapes.apply(region.output()));
        region.hidden().forEach(name -> crossing.put(name, shapes.apply(name)));
        Map<String, DropoutSite> sites =
                graph.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        return new NativeStep(region, graph.positions(), sites, crossing, inputs, output);
    }

    /** The shapes of the hidden states that it reads. */
    Map<String, VariableShape> hidden() {
        Map<String, VariableShape> hidden = new LinkedHashMap<>();
        region.hidden().forEach(name -> hidden.put(name, shapes.get(name)));
        return hidden;
    }

    /** Counts how often each element of the flat vector is read. */
    void countUses(FlatParameters parameters, int[] uses) {
        for (String name : region.parameters()) {
            int offset = parameters.offset(name);
            for (int i = 0; i < parameters.size(name); i++) {
                uses[offset + i]++;
            }
        }
    }

    @Override
    public String describe() {
        return org.transformerbench.models.compiler.op.Region.PREFIX + String.join(", ", region.names());
    }
}
