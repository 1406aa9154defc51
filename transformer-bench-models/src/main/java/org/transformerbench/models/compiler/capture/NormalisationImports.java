package org.transformerbench.models.compiler.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of softmax and layer normalisation. */
final class NormalisationImports {
    private NormalisationImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("softmax", source -> along(source, (make, x) -> make.softmax(x)));
        table.put(
                "log_softmax",
                source -> along(
                        source,
                        (make, x) -> make.subtract(
                                x,
                                ReductionImports.logSumExp(
                                        make, x, List.of(x.shape().rank() - 1)))));
        table.put("standardize", source -> {
            CapturedVariable x = source.operand(0);
            return List.of(x.with(standardised(source.make(), x.node(), axes(source))));
        });
        table.put("layer_norm", NormalisationImports::layerNorm);
    }

    private interface Formula {
        Node of(Expressions make, Node x);
    }

    /**
     * Applies an operation along the dimension of the first integer argument, or the last one; the dimension is swapped with the
     * last one for that.
     */
    private static List<CapturedVariable> along(SourceOperation source, Formula formula) {
        CapturedVariable x = source.operand(0);
        int axis = x.nodeAxis(source.integers().length > 0 ? source.integer(0) : -1);
        int last = x.shape().rank() - 1;
        Node swapped = source.make().swap(x.node(), axis, last);
        return List.of(x.with(source.make().swap(formula.of(source.make(), swapped), axis, last)));
    }

    private static List<Integer> axes(SourceOperation source) {
        return ReductionImports.axes(source.operand(0), source.integers());
    }

    /** Computes (x - mean) / standard deviation without an epsilon, as ND4J does; rows of equal numbers become 0. */
    private static Node standardised(Expressions make, Node x, List<Integer> axes) {
        Node centred = make.subtract(x, make.mean(x, axes));
        Node variance = make.mean(make.multiply(centred, centred), axes);
        Node positive = make.compare(Relation.GREATER, variance, make.number(0));
        Node safe = make.select(positive, variance, make.number(1));
        return make.multiply(centred, make.inverseSquareRoot(safe));
    }

    private static List<CapturedVariable> layerNorm(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        Expressions make = source.make();
        List<Integer> axes = axes(source);
        Node node = standardised(make, x.node(), axes);
        int axis = axes.get(0);
        for (int i = 1; i < source.operands().size(); i++) {
            Node vector = source.node(i);
            if (axes.size() != 1 || vector.shape().rank() != 1) {
                throw new UnsupportedGraphException("its gain and bias are not one vector each");
            }
            // The vector lies along the normalised dimension, which need not be the last.
            Integer[] dims = new Integer[x.shape().rank() - axis];
            Arrays.fill(dims, 1);
            dims[0] = vector.shape().size();
            Node aligned = make.reshape(vector, List.of(dims));
            node = i == 1 ? make.multiply(node, aligned) : make.add(node, aligned);
        }
        return List.of(x.with(node));
    }
}
