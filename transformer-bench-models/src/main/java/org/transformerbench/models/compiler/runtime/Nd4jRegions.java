package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.compiler.op.Nd4jPartGradient;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.RefusedOperations;
import org.transformerbench.models.samediff.SubGraph;

/** The regions of a program that ND4J computes, for one session, with SameDiff's own gradients. Not thread-safe. */
public final class Nd4jRegions implements Regions {
    private final int positions;
    private final SeedStreams seeds;
    private final Map<String, DropoutSite> sites;
    private final Map<Region, SubGraph> graphs = new HashMap<>();

    /**
     * Extracts a program's regions from a graph.
     *
     * @param program the program
     * @param graph one that it is of
     * @param seeds draw the dropout masks
     * @throws ModelException if ND4J would compute a wrong value or gradient
     * @throws UnsupportedGraphException if a region cannot be cut out of the graph, or alone has no gradient
     */
    public Nd4jRegions(LaneProgram program, ModelGraph graph, SeedStreams seeds) {
        this.positions = graph.positions();
        this.seeds = seeds;
        this.sites = graph.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        Map<Region, Set<Integer>> gradients = gradients(program);
        try {
            for (Region region : program.regions()) {
                Set<Integer> wanted = gradients.getOrDefault(region, Set.of());
                graphs.put(region, subGraph(region, graph, wanted));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        if (!graphs.isEmpty()) {
            // As the reference trainer does: else sums would depend on the number of threads.
            Nd4j.factory().blas().setMaxThreads(1);
        }
    }

    /** Returns which inputs of which regions have gradients in a program. */
    private static Map<Region, Set<Integer>> gradients(LaneProgram program) {
        Map<Region, Set<Integer>> gradients = new HashMap<>();
        program.segments().stream()
                .flatMap(segment -> segment.calls().stream())
                .forEach(call -> call.gradients()
                        .forEach(gradient -> gradients
                                .computeIfAbsent(call.region(), first -> new TreeSet<>())
                                .add(gradient.input())));
        for (Node node : program.late().given()) {
            if (node.op() instanceof Nd4jPartGradient gradient) {
                gradients
                        .computeIfAbsent(gradient.region(), first -> new TreeSet<>())
                        .add(gradient.input());
            }
        }
        return gradients;
    }

    private static SubGraph subGraph(Region region, ModelGraph graph, Set<Integer> gradients) {
        Set<String> operations = Set.copyOf(region.operations());
        Optional<ModelException> refusal = RefusedOperations.refusal(graph, operations, false);
        if (refusal.isEmpty() && !gradients.isEmpty()) {
            refusal = RefusedOperations.refusal(graph, operations, true);
        }
        refusal.ifPresent(wrong -> {
            throw wrong;
        });
        Map<String, long[]> inputs = new LinkedHashMap<>();
        region.inputs().forEach(input -> inputs.put(input.variable(), input.sizes(-1)));
        SubGraph part;
        try {
            List<String> outputs =
                    region.outputs().stream().map(BoundaryVariable::variable).toList();
            part = new SubGraph(graph.sameDiff(), region.operations(), inputs, outputs);
        } catch (RuntimeException e) {
            throw new UnsupportedGraphException(
                    region.kinds() + " cannot be cut out of the graph (" + e.getMessage() + ")", e);
        }
        try {
            part.differentiate(gradients.stream()
                    .map(input -> region.inputs().get(input).variable())
                    .toList());
        } catch (IllegalStateException e) {
            part.close();
            throw new UnsupportedGraphException(
                    "the part " + region.kinds() + " has no kernel, and alone no gradient: " + e.getMessage(), e);
        }
        return part;
    }

    @Override
    public List<float[]> outputs(Region region, List<float[]> inputs, BatchInputs brought) {
        Map<String, INDArray> fed = fed(region, inputs, brought);
        try {
            return graphs.get(region).outputs(fed, rows(brought));
        } finally {
            fed.values().forEach(INDArray::close);
        }
    }

    @Override
    public Map<String, float[]> gradients(
            Region region, List<float[]> inputs, List<float[]> upstream, BatchInputs brought) {
        Map<String, INDArray> fed = fed(region, inputs, brought);
        List<INDArray> above = new ArrayList<>();
        try {
            for (int i = 0; i < upstream.size(); i++) {
                above.add(
                        NativeArrays.of(upstream.get(i), region.outputs().get(i).sizes(brought.examples())));
            }
            return graphs.get(region).gradients(fed, above, rows(brought));
        } finally {
            fed.values().forEach(INDArray::close);
            above.forEach(INDArray::close);
        }
    }

    private long rows(BatchInputs brought) {
        return (long) brought.examples() * positions;
    }

    private Map<String, INDArray> fed(Region region, List<float[]> inputs, BatchInputs brought) {
        Map<String, INDArray> fed = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            BoundaryVariable input = region.inputs().get(i);
            fed.put(input.variable(), NativeArrays.of(inputs.get(i), input.sizes(brought.examples())));
        }
        for (String name : region.placeholders()) {
            DropoutSite site = sites.get(name);
            fed.put(
                    name,
                    site == null
                            ? NativeArrays.of(brought.tokens(), brought.examples(), positions)
                            : NativeArrays.mask(site, seeds, brought.step(), brought.examples()));
        }
        return fed;
    }

    @Override
    public void close() {
        graphs.values().forEach(SubGraph::close);
    }
}
