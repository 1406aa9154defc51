package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A permutation of dimensions.
 *
 * @param axes for each new dimension the one that it was; the batch stays first and is not counted
 */
public record Permute(List<Integer> axes) implements Movement, Sliceable {

    public Permute {
        axes = List.copyOf(axes);
        if (!axes.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, axes.size()).boxed().toList())) {
            throw new ShapeException(axes + " is no order of dimensions");
        }
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Shape input = inputs.get(0);
        if (input.rank() != axes.size()) {
            throw new ShapeException("the order " + axes + " does not fit the dimensions of " + input);
        }
        return input.withDims(axes.stream().map(input::dim).toList());
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        List<Integer> back = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            back.add(axes.indexOf(i));
        }
        gradients.add(0, builder.node(new Permute(back), upstream));
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return List.of(Optional.of(part.along(axes.get(part.axis()))));
    }

    @Override
    public View view(View input) {
        int[] all = new int[axes.size() + 1];
        for (int i = 0; i < axes.size(); i++) {
            all[i + 1] = axes.get(i) + 1;
        }
        return input.permute(all);
    }
}
