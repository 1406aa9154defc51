package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/** Products of matrices, and look-ups, which are products with rows of a unit matrix. */
final class ProductImports {
    private ProductImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("matmul", ProductImports::matmul);
        table.put("xw_plus_b", ProductImports::linear);
        table.put("onehot", ProductImports::oneHot);
        table.put("gather", ProductImports::gather);
        table.put("tensordot", ProductImports::tensorProduct);
        table.put("cumsum", ProductImports::cumulativeSum);
    }

    private static List<Captured> matmul(Source source) {
        Expressions make = source.make();
        boolean scaled = source.real(0, 1) != 1 || source.real(1, 0) != 0;
        if (scaled) {
            throw new UnsupportedGraphException("it scales the product or adds to another one");
        }
        Captured left = transposed(source.operand(0), source.integer(0) != 0, make);
        Captured right = transposed(source.operand(1), source.integer(1) != 0, make);
        Captured product = product(left, right, make);
        return List.of(transposed(product, source.integer(2) != 0, make));
    }

    private static Captured transposed(Captured x, boolean wanted, Expressions make) {
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

    static Captured product(Captured left, Captured right, Expressions make) {
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

    private static Captured rowsAreExamples(Captured left, Captured right, Expressions make) {
        if (left.merged()) {
            return left.with(make.matmul(left.node(), right.node()));
        }
        List<Integer> dims = new ArrayList<>(left.shape().dims());
        dims.add(dims.size() - 1, 1);
        Node product = make.matmul(make.reshape(left.node(), dims), right.node());
        return left.with(make.reshape(
                product, product.shape().without(product.shape().rank() - 2).dims()));
    }

    private static Captured columnsAreExamples(Captured left, Captured right, Expressions make) {
        List<Integer> dims = new ArrayList<>(right.shape().dims());
        dims.add(1);
        Node product = make.matmul(left.node(), make.reshape(right.node(), dims));
        return right.with(make.reshape(
                product, product.shape().without(product.shape().rank() - 1).dims()));
    }

    private static List<Captured> linear(Source source) {
        Captured product = product(source.operand(0), source.operand(1), source.make());
        Alignment aligned = Alignment.of(List.of(product, source.operand(2)), source.make());
        return List.of(aligned.result(
                source.make().add(aligned.nodes().get(0), aligned.nodes().get(1))));
    }

    private static List<Captured> oneHot(Source source) {
        Captured x = source.operand(0);
        int axis = source.integer(0);
        if (axis != -1 && axis != x.rank()) {
            throw new UnsupportedGraphException("its new dimension is not the last one");
        }
        Expressions make = source.make();
        Node hot = make.oneHot(x.node(), source.integer(1));
        double on = source.real(0, 1);
        double off = source.real(1, 0);
        Node scaled = on == 1 && off == 0 ? hot : make.add(make.multiply(hot, make.number(on - off)), make.number(off));
        // A variable without dimensions beside the batch has its one-hot rows behind it.
        return List.of(new Captured(scaled, x.batchAxis(), x.merge()));
    }

    /** Rows of a table as a product: its gradient is right, and one rule makes look-ups of both. */
    private static List<Captured> gather(Source source) {
        Captured table = source.operand(0);
        int axis = table.nodeAxis(source.integers().length > 0 ? source.integer(0) : 0);
        Expressions make = source.make();
        if (source.operands().size() < 2) {
            throw new UnsupportedGraphException("its places are not among its operands");
        }
        Captured places = source.operand(1);
        if (table.batched() && places.batched()) {
            throw new UnsupportedGraphException("each example reads places of its own in values of its own");
        }
        if (table.batched()) {
            int[] constant = source.constantIntegers(1);
            List<Node> parts = new ArrayList<>();
            for (int place : constant) {
                parts.add(make.slice(table.node(), axis, place, 1));
            }
            if (places.rank() != 1) {
                throw new UnsupportedGraphException("its places have " + places.rank() + " dimensions");
            }
            return List.of(table.with(make.concat(parts, axis)));
        }
        if (axis != 0) {
            throw new UnsupportedGraphException("it reads places of the dimension " + axis + " of a table, not rows");
        }
        List<Integer> rest = table.shape().without(0).dims();
        int rows = table.shape().dim(0);
        int width = rest.stream().reduce(1, Math::multiplyExact);
        Node hot = make.oneHot(places.node(), rows);
        Node flat = make.reshape(hot, List.of(places.shape().size(), rows));
        Node product = make.matmul(flat, make.reshape(table.node(), List.of(rows, width)));
        List<Integer> dims = new ArrayList<>(places.shape().dims());
        dims.addAll(rest);
        return List.of(new Captured(make.reshape(product, dims), places.batchAxis(), places.merge()));
    }

    /** Integers: how many dimensions of the first operand are summed over, and which; the same of the second. */
    private static List<Captured> tensorProduct(Source source) {
        Captured x = source.operand(0);
        Captured y = source.operand(1);
        if (y.batched() || source.flag(0) || source.flag(1) || source.flag(2)) {
            throw new UnsupportedGraphException(
                    "its second operand is not the same for all examples, or it transposes");
        }
        Expressions make = source.make();
        int count = source.integer(0);
        List<Integer> own = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < count; i++) {
            int dimension = x.normalised(source.integer(1 + i));
            own.add(x.nodeAxis(dimension));
            others.add(y.nodeAxis(source.integer(2 + count + i)));
            before += dimension < x.batchAxis() ? 1 : 0;
        }
        List<Integer> rest = restOf(x, own);
        List<Integer> columns = restOf(y, others);
        List<Integer> leftOrder = new ArrayList<>(rest);
        leftOrder.addAll(own);
        List<Integer> rightOrder = new ArrayList<>(others);
        rightOrder.addAll(columns);
        int inner = own.stream().map(x.shape()::dim).reduce(1, Math::multiplyExact);
        Node left = make.reshape(
                make.permute(x.node(), leftOrder), List.of(x.shape().size() / inner, inner));
        Node right = make.reshape(
                make.permute(y.node(), rightOrder), List.of(inner, y.shape().size() / inner));
        List<Integer> dims = new ArrayList<>(rest.stream().map(x.shape()::dim).toList());
        columns.forEach(column -> dims.add(y.shape().dim(column)));
        Node product = make.reshape(make.matmul(left, right), dims);
        return List.of(new Captured(product, x.batched() ? x.batchAxis() - before : -1, x.merge()));
    }

    private static List<Integer> restOf(Captured x, List<Integer> axes) {
        List<Integer> rest = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!axes.contains(axis)) {
                rest.add(axis);
            }
        }
        return rest;
    }

    /** Integers: whether an element leaves itself out, whether it sums what follows, and the dimension. */
    private static List<Captured> cumulativeSum(Source source) {
        Captured x = source.operand(0);
        Expressions make = source.make();
        boolean exclusive = source.integer(0) != 0;
        boolean reverse = source.integer(1) != 0;
        if (source.integers().length != 3) {
            throw new UnsupportedGraphException("it sums along several dimensions");
        }
        int axis = x.nodeAxis(source.integer(2));
        int last = x.shape().rank() - 1;
        int size = x.shape().dim(axis);
        float[] summed = new float[size * size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                int distance = reverse ? from - to : to - from;
                summed[from * size + to] = distance > 0 || distance == 0 && !exclusive ? 1 : 0;
            }
        }
        Node rows = make.swap(x.node(), axis, last);
        List<Integer> dims = rows.shape().dims();
        Node flat = make.reshape(rows, List.of(rows.shape().size() / size, size));
        Node sums = make.matmul(flat, make.constant(summed, List.of(size, size)));
        return List.of(x.with(make.swap(make.reshape(sums, dims), axis, last)));
    }
}
