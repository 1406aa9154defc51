package org.transformerbench.models.compiler.rows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.kernel.Kernels;

/**
 * A search for the parameters behind operations that only move elements, which are applied once, when parameters are packed.
 */
final class PackedParameters {
    private final FlatParameters parameters;
    private final Kernels kernels;
    private final Map<Node, IndexTensor> known = new HashMap<>();

    PackedParameters(FlatParameters parameters, Kernels kernels) {
        this.parameters = parameters;
        this.kernels = kernels;
    }

    /** Returns the weight (in, out) of a linear operation. */
    PackedLayout weight(Node node) {
        return PackedLayout.weight(matrix(node), kernels.products().panel());
    }

    /** Returns several weights side by side as one. */
    PackedLayout weight(List<Node> nodes) {
        return PackedLayout.weight(
                IndexTensor.concat(nodes.stream().map(this::matrix).toList(), 1),
                kernels.products().panel());
    }

    /** Returns a table of rows. */
    PackedLayout table(Node node) {
        return PackedLayout.table(matrix(node));
    }

    /** Returns a single row. */
    PackedLayout vector(Node node) {
        return PackedLayout.vector(tensor(node));
    }

    /** Returns the concatenation of vectors; null if there are none. */
    PackedLayout vector(List<Node> nodes) {
        return nodes.isEmpty()
                ? null
                : PackedLayout.vector(
                        IndexTensor.concat(nodes.stream().map(this::tensor).toList(), 0));
    }

    private IndexTensor matrix(Node node) {
        IndexTensor found = tensor(node);
        if (found.shape().length != 2) {
            throw refusal(node);
        }
        return found;
    }

    /**
     * Returns the parameter elements that make up a value.
     *
     * @throws UnsupportedGraphException if more than moves makes the value
     */
    private IndexTensor tensor(Node node) {
        IndexTensor tensor = known.get(node);
        if (tensor == null) {
            tensor = find(node);
            known.put(node, tensor);
        }
        return tensor;
    }

    private IndexTensor find(Node node) {
        if (node.op() instanceof Parameter parameter) {
            return IndexTensor.of(parameters, parameter.name());
        } else if (node.op() instanceof Reshape) {
            return tensor(node.input(0)).reshape(sizes(node.shape().dims()));
        } else if (node.op() instanceof Permute permute) {
            return tensor(node.input(0)).permute(sizes(permute.axes()));
        } else if (node.op() instanceof Slice slice) {
            return tensor(node.input(0)).slice(slice.axis(), slice.begin(), slice.count(), slice.step());
        } else if (node.op() instanceof Concat concat) {
            return IndexTensor.concat(node.inputs().stream().map(this::tensor).toList(), concat.axis());
        }
        throw refusal(node);
    }

    private static long[] sizes(List<Integer> dims) {
        return dims.stream().mapToLong(dim -> dim).toArray();
    }

    private static UnsupportedGraphException refusal(Node node) {
        return new UnsupportedGraphException(
                "'" + node.origin() + "' (" + node.op().name() + ") is no parameter in another order");
    }
}
