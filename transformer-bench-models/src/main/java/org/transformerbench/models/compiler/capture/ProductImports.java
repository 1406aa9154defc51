package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of matrix products, and of look-ups, which are products with one-hot rows. */
final class ProductImports {
    private ProductImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("matmul", ProductImports::matmul);
        table.put("xw_plus_b", source -> List.of(linear(source)));
        table.put("relu_layer", source -> {
            CapturedVariable linear = linear(source);
            return List.of(linear.with(
                    source.make().maximum(linear.node(), source.make().number(0))));
        });
        table.put("onehot", ProductImports::oneHot);
        table.put("gather", ProductImports::gather);
        table.put("tensordot", ProductImports::tensorProduct);
        table.put("cumsum", ProductImports::cumulativeSum);
    }

    private static List<CapturedVariable> matmul(SourceOperation source) {
        Expressions make = source.make();
        boolean scaled = source.real(0, 1) != 1 || source.real(1, 0) != 0;
        if (scaled) {
            throw new UnsupportedGraphException("it scales the product or adds to another one");
        }
        CapturedVariable left = source.operand(0);
        CapturedVariable right = source.operand(1);
        if (isVector(right) && left.rank() == 2) {
            return List.of(timesVector(left, right, make));
        } else if (isVector(left) && right.rank() == 2) {
            return List.of(timesVector(transposed(right, true, make), left, make));
        }
        CapturedVariable product = product(
                transposed(left, source.integer(0) != 0, make), transposed(right, source.integer(1) != 0, make), make);
        return List.of(transposed(product, source.integer(2) != 0, make));
    }

    private static boolean isVector(CapturedVariable x) {
        return x.rank() == 1 && !x.batched();
    }

    /** Multiplies a matrix by a vector: a matrix of one column, which is no dimension of the result. */
    private static CapturedVariable timesVector(CapturedVariable matrix, CapturedVariable vector, Expressions make) {
        CapturedVariable column =
                vector.with(make.reshape(vector.node(), List.of(vector.shape().size(), 1)));
        CapturedVariable product = product(matrix, column, make);
        return MovementImports.dropped(product, List.of(product.nodeAxis(1)), make);
    }

    private static CapturedVariable transposed(CapturedVariable x, boolean wanted, Expressions make) {
        if (!wanted) {
            return x;
        }
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            axes.add(i);
        }
        Collections.swap(axes, x.rank() - 2, x.rank() - 1);
        return MovementImports.permute(x, axes, make);
    }

    static CapturedVariable product(CapturedVariable left, CapturedVariable right, Expressions make) {
        if (left.rank() != right.rank() || left.rank() < 2) {
            throw new UnsupportedGraphException(
                    left.describe() + " and " + right.describe() + " are not multiplied alike");
        }
        int rank = left.rank();
        if (left.batched() && left.batchAxis() == rank - 2 && !right.batched()) {
            return rowsAreExamples(left, right, make);
        }
        if (right.batched() && right.batchAxis() == rank - 1 && !left.batched()) {
            return columnsAreExamples(left, right, make);
        }
        if (left.batched() && left.batchAxis() >= rank - 2 || right.batched() && right.batchAxis() >= rank - 2) {
            throw new UnsupportedGraphException("the product of " + left.describe() + " and " + right.describe()
                    + " sums over examples or pairs them");
        }
        Alignment aligned = Alignment.of(List.of(left, right), make);
        return aligned.result(
                make.matmul(aligned.nodes().get(0), aligned.nodes().get(1)));
    }

    private static CapturedVariable rowsAreExamples(CapturedVariable left, CapturedVariable right, Expressions make) {
        if (left.merged()) {
            return left.with(make.matmul(left.node(), right.node()));
        }
        List<Integer> dims = new ArrayList<>(left.shape().dims());
        dims.add(dims.size() - 1, 1);
        Node product = make.matmul(make.reshape(left.node(), dims), right.node());
        return left.with(make.reshape(
                product, product.shape().without(product.shape().rank() - 2).dims()));
    }

    private static CapturedVariable columnsAreExamples(
            CapturedVariable left, CapturedVariable right, Expressions make) {
        if (right.merged()) {
            return right.with(make.matmul(left.node(), right.node()));
        }
        List<Integer> dims = new ArrayList<>(right.shape().dims());
        dims.add(1);
        Node product = make.matmul(left.node(), make.reshape(right.node(), dims));
        return right.with(make.reshape(
                product, product.shape().without(product.shape().rank() - 1).dims()));
    }

    private static CapturedVariable linear(SourceOperation source) {
        CapturedVariable product = product(source.operand(0), source.operand(1), source.make());
        Alignment aligned = Alignment.of(List.of(product, source.operand(2)), source.make());
        return aligned.result(
                source.make().add(aligned.nodes().get(0), aligned.nodes().get(1)));
    }

    private static List<CapturedVariable> oneHot(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int axis = source.integer(0) < 0 ? x.rank() + 1 + source.integer(0) : source.integer(0);
        Expressions make = source.make();
        Node hot = make.oneHot(x.node(), source.integer(1));
        double on = source.real(0, 1);
        double off = source.real(1, 0);
        Node scaled = on == 1 && off == 0 ? hot : make.add(make.multiply(hot, make.number(on - off)), make.number(off));
        return List.of(moved(new CapturedVariable(scaled, x.batchAxis(), x.merge()), x.rank(), axis, make));
    }

    /** Moves one dimension of a variable to another position. */
    private static CapturedVariable moved(CapturedVariable x, int from, int to, Expressions make) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            axes.add(axis);
        }
        axes.add(to, axes.remove(from));
        return MovementImports.permute(x, axes, make);
    }

    /** Imports a gather: constant indices become slices, others rows of a table. */
    private static List<CapturedVariable> gather(SourceOperation source) {
        CapturedVariable table = source.operand(0);
        int dimension = table.normalised(source.integers().length > 0 ? source.integer(0) : 0);
        if (source.operands().size() < 2) {
            throw new UnsupportedGraphException("its places are not among its operands");
        }
        CapturedVariable places = source.operand(1);
        if (table.batched() && places.batched()) {
            throw new UnsupportedGraphException("each example reads places of its own in values of its own");
        }
        CapturedVariable gathered = places.batched()
                ? lookedUp(table, places, dimension, source.make())
                : sliced(table, source.constantIntegers(1), places.shape(), dimension, source.make());
        return List.of(gathered);
    }

    /** Gathers by constant indices: joins slices, and replaces their dimension by those of the indices. */
    private static CapturedVariable sliced(
            CapturedVariable table, int[] places, Shape shape, int dimension, Expressions make) {
        int axis = table.nodeAxis(dimension);
        List<Node> parts = new ArrayList<>();
        for (int place : places) {
            parts.add(make.slice(table.node(), axis, place, 1));
        }
        Node joined = make.concat(parts, axis);
        if (shape.rank() == 1) {
            return table.with(joined);
        }
        List<Integer> dims = new ArrayList<>(joined.shape().dims());
        dims.remove(axis);
        dims.addAll(axis, shape.dims());
        int shift = table.batched() && table.batchAxis() > dimension ? shape.rank() - 1 : 0;
        return new CapturedVariable(make.reshape(joined, dims), table.batchAxis() + shift, table.merge());
    }

    /** Looks up rows of a table as a product: its gradient is right, and one rule turns both forms into look-ups. */
    private static CapturedVariable lookedUp(
            CapturedVariable table, CapturedVariable places, int dimension, Expressions make) {
        CapturedVariable front = moved(table, dimension, 0, make);
        List<Integer> rest = front.shape().without(0).dims();
        int rows = front.shape().dim(0);
        int width = rest.stream().reduce(1, Math::multiplyExact);
        Node hot = make.oneHot(places.node(), rows);
        Node flat = make.reshape(hot, List.of(places.shape().size(), rows));
        Node product = make.matmul(flat, make.reshape(front.node(), List.of(rows, width)));
        List<Integer> dims = new ArrayList<>(places.shape().dims());
        dims.addAll(rest);
        CapturedVariable found = new CapturedVariable(make.reshape(product, dims), places.batchAxis(), places.merge());
        // What stood before the dimension of the table stands before the places again.
        for (int before = 0; before < dimension; before++) {
            found = moved(found, places.rank() + before, before, make);
        }
        return found;
    }

    /**
     * Imports a tensor product; the integer arguments give the number of summed dimensions of the first operand, which is one,
     * and which; then the same for the second.
     */
    private static List<CapturedVariable> tensorProduct(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        CapturedVariable y = source.operand(1);
        if (x.batched() && y.batched() || source.flag(0) || source.flag(1) || source.flag(2)) {
            throw new UnsupportedGraphException("it pairs examples, or transposes");
        }
        Expressions make = source.make();
        int count = source.integer(0);
        if (count != 1) {
            throw new UnsupportedGraphException("it sums over " + count + " dimensions, of which SameDiff keeps one");
        }
        int dimension = x.normalised(source.integer(1));
        int other = y.normalised(source.integer(3));
        List<Integer> own = List.of(x.nodeAxis(dimension));
        List<Integer> others = List.of(y.nodeAxis(other));
        List<Integer> rest = restOf(x, own);
        List<Integer> columns = restOf(y, others);
        List<Integer> leftOrder = new ArrayList<>(rest);
        leftOrder.addAll(own);
        List<Integer> rightOrder = new ArrayList<>(others);
        rightOrder.addAll(columns);
        int inner = x.shape().dim(own.get(0));
        Node left = make.reshape(
                make.permute(x.node(), leftOrder), List.of(x.shape().size() / inner, inner));
        Node right = make.reshape(
                make.permute(y.node(), rightOrder), List.of(inner, y.shape().size() / inner));
        List<Integer> dims = new ArrayList<>(rest.stream().map(x.shape()::dim).toList());
        columns.forEach(column -> dims.add(y.shape().dim(column)));
        Node product = make.reshape(make.matmul(left, right), dims);
        if (y.merged()) {
            throw new UnsupportedGraphException(y.describe() + " has the examples and other dimensions in one");
        } else if (y.batched()) {
            return List.of(new CapturedVariable(
                    product, rest.size() + y.batchAxis() - (other < y.batchAxis() ? 1 : 0), BatchMerge.NONE));
        }
        int axis = x.batchAxis() - (dimension < x.batchAxis() ? 1 : 0);
        return List.of(x.batched() ? new CapturedVariable(product, axis, x.merge()) : x.with(product));
    }

    private static List<Integer> restOf(CapturedVariable x, List<Integer> axes) {
        List<Integer> rest = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!axes.contains(axis)) {
                rest.add(axis);
            }
        }
        return rest;
    }

    /**
     * Imports a cumulative sum; the integer arguments say whether an element excludes itself, whether it sums what follows, and
     * the dimensions, whose elements form one sequence, row by row. It is the product with a triangle of ones.
     */
    private static List<CapturedVariable> cumulativeSum(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        Expressions make = source.make();
        boolean exclusive = source.integer(0) != 0;
        boolean reverse = source.integer(1) != 0;
        int[] dimensions = Arrays.copyOfRange(source.integers(), 2, source.integers().length);
        List<Integer> axes = ReductionImports.axes(x, dimensions);
        List<Integer> order = restOf(x, axes);
        order.addAll(axes);
        int size = axes.stream().map(x.shape()::dim).reduce(1, Math::multiplyExact);
        float[] summed = new float[size * size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                int distance = reverse ? from - to : to - from;
                summed[from * size + to] = distance > 0 || distance == 0 && !exclusive ? 1 : 0;
            }
        }
        Node rows = make.permute(x.node(), order);
        Node flat = make.reshape(rows, List.of(x.shape().size() / size, size));
        Node sums = make.matmul(flat, make.constant(summed, List.of(size, size)));
        List<Integer> back =
                IntStream.range(0, order.size()).map(order::indexOf).boxed().toList();
        return List.of(x.with(make.permute(make.reshape(sums, rows.shape().dims()), back)));
    }
}
