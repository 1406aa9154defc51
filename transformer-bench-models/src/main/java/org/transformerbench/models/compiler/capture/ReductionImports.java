package org.transformerbench.models.compiler.capture;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ops.impl.summarystats.Variance;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of sums, means and other reductions over any dimensions except that of the examples. */
final class ReductionImports {

    private interface Formula {
        /** Reduces dimensions, keeping them with size 1. */
        Node of(Expressions make, Node x, List<Integer> axes);
    }

    private ReductionImports() {}

    static void addTo(Map<String, Importer> table) {
        reduction(table, "reduce_sum", Expressions::sum);
        reduction(table, "reduce_mean", Expressions::mean);
        reduction(table, "reduce_max", Expressions::reduceMax);
        reduction(table, "reduce_min", (make, x, axes) -> make.negate(make.reduceMax(make.negate(x), axes)));
        reduction(table, "reduce_prod", ReductionImports::product);
        reduction(table, "reduce_norm1", (make, x, axes) -> make.sum(make.absolute(x), axes));
        reduction(table, "reduce_normmax", (make, x, axes) -> make.reduceMax(make.absolute(x), axes));
        reduction(table, "asum", (make, x, axes) -> make.sum(make.absolute(x), axes));
        reduction(table, "reduce_norm2", (make, x, axes) -> make.squareRoot(make.sum(make.multiply(x, x), axes)));
        reduction(table, "reduce_sqnorm", (make, x, axes) -> make.sum(make.multiply(x, x), axes));
        table.put("var", source -> spread(source, false));
        table.put("std", source -> spread(source, true));
        table.put("reduce_logsumexp", ReductionImports::logSumExp);
        table.put("moments", ReductionImports::moments);
    }

    private static void reduction(Map<String, Importer> table, String name, Formula formula) {
        table.put(name, source -> List.of(reduce(source, source.dimensions(), source.keepsDimensions(), formula)));
    }

    private static CapturedVariable reduce(SourceOperation source, int[] dimensions, boolean keep, Formula formula) {
        CapturedVariable x = source.operand(0);
        List<Integer> axes = axes(x, dimensions);
        CapturedVariable reduced = x.with(formula.of(source.make(), x.node(), axes));
        return keep ? reduced : MovementImports.dropped(reduced, axes, source.make());
    }

    /** Returns the node's dimensions. */
    static List<Integer> axes(CapturedVariable x, int[] dimensions) {
        int[] all = dimensions.length == 0 ? IntStream.range(0, x.rank()).toArray() : dimensions;
        return IntStream.of(all).map(x::nodeAxis).distinct().sorted().boxed().toList();
    }

    /** Computes a product by multiplying halves, so that a zero does not spoil the gradients of the others. */
    private static Node product(Expressions make, Node x, List<Integer> axes) {
        Node product = x;
        for (int axis : axes) {
            while (product.shape().dim(axis) > 1) {
                int size = product.shape().dim(axis);
                int half = size / 2;
                Node pairs = make.multiply(make.slice(product, axis, 0, half), make.slice(product, axis, half, half));
                product = size % 2 == 0
                        ? pairs
                        : make.concat(List.of(pairs, make.slice(product, axis, size - 1, 1)), axis);
            }
        }
        return product;
    }

    private static Node variance(Expressions make, Node x, List<Integer> axes, boolean corrected) {
        Node centred = make.subtract(x, make.mean(x, axes));
        Node squares = make.sum(make.multiply(centred, centred), axes);
        int count = axes.stream().map(x.shape()::dim).reduce(1, Math::multiplyExact);
        return make.multiply(squares, make.number(1.0 / (corrected ? count - 1 : count)));
    }

    private static List<CapturedVariable> spread(SourceOperation source, boolean root) {
        boolean corrected = source.function() instanceof Variance variance && variance.isBiasCorrected();
        return List.of(reduce(source, source.dimensions(), source.keepsDimensions(), (make, x, axes) -> {
            Node variance = variance(make, x, axes, corrected);
            return root ? make.squareRoot(variance) : variance;
        }));
    }

    private static List<CapturedVariable> logSumExp(SourceOperation source) {
        boolean keep = source.real(0, 0) != 0;
        return List.of(reduce(source, source.integers(), keep, ReductionImports::logSumExp));
    }

    static Node logSumExp(Expressions make, Node x, List<Integer> axes) {
        Node largest = make.reduceMax(x, axes);
        Node sum = make.sum(make.exponential(make.subtract(x, largest)), axes);
        return make.add(make.logarithm(sum), largest);
    }

    private static List<CapturedVariable> moments(SourceOperation source) {
        int[] dimensions = source.integers();
        boolean keep = source.flag(0);
        return List.of(
                reduce(source, dimensions, keep, Expressions::mean),
                reduce(source, dimensions, keep, (make, x, axes) -> variance(make, x, axes, false)));
    }
}
