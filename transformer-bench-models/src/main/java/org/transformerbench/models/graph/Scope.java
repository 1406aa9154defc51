package org.transformerbench.models.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/** The scope of a graph under construction, as passed to models. */
final class Scope implements GraphScope {
    private static final String DROPOUT_PREFIX = "dropout_";

    private final SameDiff graph;
    private final SequenceShape shape;
    private final int positions;
    private final boolean training;
    private final Parameters parameters;
    private final List<DropoutSite> dropouts;
    private final Set<String> declared;
    private final String prefix;

    Scope(
            SameDiff graph,
            SequenceShape shape,
            int positions,
            boolean training,
            Parameters parameters,
            List<DropoutSite> dropouts) {
        this(graph, shape, positions, training, parameters, dropouts, new HashSet<>(), "");
    }

    private Scope(
            SameDiff graph,
            SequenceShape shape,
            int positions,
            boolean training,
            Parameters parameters,
            List<DropoutSite> dropouts,
            Set<String> declared,
            String prefix) {
        this.graph = graph;
        this.shape = shape;
        this.positions = positions;
        this.training = training;
        this.parameters = parameters;
        this.dropouts = dropouts;
        this.declared = declared;
        this.prefix = prefix;
    }

    @Override
    public SameDiff graph() {
        return graph;
    }

    @Override
    public SequenceShape shape() {
        return shape;
    }

    @Override
    public int positions() {
        return positions;
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public SDVariable parameter(String name, Initializer initializer, long... dimensions) {
        String fullName = prefix + name;
        if (fullName.endsWith("-grad")) {
            throw new ModelException(
                    "The parameter name " + fullName + " must not end in -grad, SameDiff's own suffix");
        }
        if (fullName.equals(ModelGraph.TOKENS)
                || fullName.equals(ModelGraph.TARGETS)
                || fullName.equals(ModelGraph.WEIGHTS)
                || fullName.startsWith(DROPOUT_PREFIX)) {
            throw new ModelException("The parameter name " + fullName + " is taken by an input of the graph");
        }
        if (!declared.add(fullName)) {
            throw new ModelException("The parameter " + fullName + " is declared twice");
        }
        return graph.var(fullName, parameters.declare(fullName, initializer, dimensions));
    }

    @Override
    public SDVariable dropout(SDVariable input, double rate, long... shapePerExample) {
        Require.within("dropout rate", rate, 0, 1);
        if (!training || rate == 0) {
            return input;
        }
        String name = DROPOUT_PREFIX + dropouts.size();
        long[] maskShape = new long[shapePerExample.length + 1];
        maskShape[0] = -1;
        System.arraycopy(shapePerExample, 0, maskShape, 1, shapePerExample.length);
        dropouts.add(new DropoutSite(name, rate, shapePerExample.clone()));
        return input.mul(graph.placeHolder(name, DataType.FLOAT, maskShape));
    }

    @Override
    public GraphScope child(String name) {
        return new Scope(graph, shape, positions, training, parameters, dropouts, declared, prefix + name + ".");
    }
}
