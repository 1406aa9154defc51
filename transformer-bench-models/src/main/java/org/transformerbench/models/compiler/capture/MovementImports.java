package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of operations that only move elements. */
final class MovementImports {
    /** The first integer of a reshape that reads elements in row-major order. */
    private static final int ROW_MAJOR = -99;

    private static final int CONSTANT = 0;
    private static final int REFLECT = 1;

    private MovementImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("reshape", MovementImports::reshape);
        table.put("permute", source -> {
            int[] axes = source.operands().size() > 1 ? source.constantIntegers(1) : source.integers();
            return permute(source, Arrays.stream(axes).boxed().toList());
        });
        table.put("transpose", MovementImports::transpose);
        table.put("expand_dims", MovementImports::expandDims);
        table.put("squeeze", MovementImports::squeeze);
        table.put("concat", MovementImports::concat);
        table.put("stack", MovementImports::stack);
        table.put("unstack", MovementImports::unstack);
        table.put("split", MovementImports::split);
        table.put("slice", MovementImports::slice);
        table.put("strided_slice", MovementImports::stridedSlice);
        table.put("tile", MovementImports::tile);
        table.put("reverse", MovementImports::reverse);
        table.put("pad", MovementImports::pad);
    }

    private static List<CapturedVariable> reshape(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int[] target;
        if (source.operands().size() > 1) {
            target = source.constantIntegers(1);
        } else {
            target = source.integers();
            if (target.length > 0 && target[0] == ROW_MAJOR) {
                target = Arrays.copyOfRange(target, 1, target.length);
            } else if (target.length > 0 && target[0] < -1) {
                throw new UnsupportedGraphException("it reads the elements in another order than row by row");
            }
        }
        return List.of(reshape(x, target, source.make()));
    }

    static CapturedVariable reshape(CapturedVariable x, int[] target, Expressions make) {
        int open = -1;
        int known = 1;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == -1) {
                open = i;
            } else {
                known = Math.multiplyExact(known, target[i]);
            }
        }
        int size = x.shape().size();
        if (open >= 0 && (known == 0 || size % known != 0) || open < 0 && !x.batched() && known != size) {
            throw new ShapeException(
                    x.describe() + " cannot be reshaped to " + Arrays.toString(target) + ", the sizes do not fit");
        }
        List<Integer> dims = new ArrayList<>(Arrays.stream(target).boxed().toList());
        if (!x.batched()) {
            if (open >= 0) {
                dims.set(open, size / known);
            }
            return CapturedVariable.constant(make.reshape(x.node(), dims));
        }
        if (open < 0) {
            throw new UnsupportedGraphException(
                    "the shape " + Arrays.toString(target) + " fixes the number of examples; it must have a -1 there");
        }
        return spread(x, dims, open, size / known, make);
    }

    /**
     * Computes the size of a reshape's open dimension.
     *
     * @param factor what is left for the open dimension, per example
     */
    private static CapturedVariable spread(
            CapturedVariable x, List<Integer> dims, int open, int factor, Expressions make) {
        int before =
                switch (x.merge()) {
                    case NONE, BATCH_FIRST -> product(x.shape().dims(), 0, x.batchAxis());
                    case BATCH_LAST -> product(x.shape().dims(), 0, x.batchAxis() + 1);
                };
        int outer = product(dims, 0, open);
        if (factor == 1 && before == outer) {
            dims.remove(open);
            return new CapturedVariable(make.reshape(x.node(), dims), open, BatchMerge.NONE);
        }
        dims.set(open, factor);
        if (before == outer) {
            return new CapturedVariable(make.reshape(x.node(), dims), open, BatchMerge.BATCH_FIRST);
        } else if (before == outer * factor) {
            return new CapturedVariable(make.reshape(x.node(), dims), open, BatchMerge.BATCH_LAST);
        }
        throw new UnsupportedGraphException("the shape " + dims + " per example, the examples being in the dimension "
                + open + ", spreads those of " + x.describe() + " over other dimensions");
    }

    private static int product(List<Integer> dims, int from, int to) {
        return dims.subList(from, to).stream().reduce(1, Math::multiplyExact);
    }

    private static List<CapturedVariable> transpose(SourceOperation source) {
        List<Integer> axes = new ArrayList<>(
                IntStream.range(0, source.operand(0).rank()).boxed().toList());
        Collections.reverse(axes);
        return permute(source, axes);
    }

    private static List<CapturedVariable> permute(SourceOperation source, List<Integer> axes) {
        return List.of(permute(source.operand(0), axes, source.make()));
    }

    static CapturedVariable permute(CapturedVariable x, List<Integer> axes, Expressions make) {
        List<Integer> normalised = axes.stream().map(x::normalised).toList();
        if (!x.batched()) {
            return CapturedVariable.constant(make.permute(x.node(), normalised));
        }
        int batch = normalised.indexOf(x.batchAxis());
        List<Integer> own = normalised.stream()
                .filter(axis -> x.merged() || axis != x.batchAxis())
                .map(x.merged() ? axis -> axis : x::nodeAxis)
                .toList();
        return new CapturedVariable(make.permute(x.node(), own), batch, x.merge());
    }

    private static List<CapturedVariable> expandDims(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int axis = source.integer(0);
        return List.of(expand(x, axis < 0 ? axis + x.rank() + 1 : axis, source.make()));
    }

    /** Inserts a dimension of size 1 before a dimension. */
    private static CapturedVariable expand(CapturedVariable x, int axis, Expressions make) {
        boolean beforeBatch = x.batched() && axis <= x.batchAxis();
        List<Integer> dims = new ArrayList<>(x.shape().dims());
        dims.add(x.batched() && !x.merged() && !beforeBatch ? axis - 1 : axis, 1);
        return new CapturedVariable(
                make.reshape(x.node(), dims),
                x.batched() && beforeBatch ? x.batchAxis() + 1 : x.batchAxis(),
                x.merge());
    }

    private static List<CapturedVariable> squeeze(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int[] dimensions = source.integers();
        if (dimensions.length == 0) {
            throw new UnsupportedGraphException("it drops all dimensions of size 1, which may be the batch; name them");
        }
        return List.of(dropped(x, ReductionImports.axes(x, dimensions), source.make()));
    }

    /**
     * Removes dimensions of size 1.
     *
     * @param axes dimensions of the node, which must have size 1
     */
    static CapturedVariable dropped(CapturedVariable x, List<Integer> axes, Expressions make) {
        List<Integer> dims = new ArrayList<>();
        int before = 0;
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            int size = x.shape().dim(axis);
            if (!axes.contains(axis)) {
                dims.add(size);
            } else if (size != 1) {
                throw new UnsupportedGraphException("it drops a dimension of size " + size);
            } else if (axis < x.batchAxis()) {
                before++;
            }
        }
        Node node = make.reshape(x.node(), dims);
        return x.batched()
                ? new CapturedVariable(node, x.batchAxis() - before, x.merge())
                : CapturedVariable.constant(node);
    }

    /** Imports a concatenation; operands get the dimensions of the largest one, since some may be the same for all examples. */
    private static List<CapturedVariable> concat(SourceOperation source) {
        return List.of(concat(source.operands(), source.integer(0), source.make()));
    }

    private static CapturedVariable concat(List<CapturedVariable> parts, int dimension, Expressions make) {
        CapturedVariable model =
                parts.stream().filter(CapturedVariable::batched).findFirst().orElse(parts.get(0));
        int axis = model.nodeAxis(dimension);
        Alignment aligned = Alignment.of(parts, make);
        return aligned.result(make.concat(aligned.nodes(), axis));
    }

    private static List<CapturedVariable> stack(SourceOperation source) {
        int rank = source.operands().stream()
                .mapToInt(CapturedVariable::rank)
                .max()
                .orElseThrow();
        int axis = source.integer(0) < 0 ? source.integer(0) + rank + 1 : source.integer(0);
        List<CapturedVariable> expanded = source.operands().stream()
                .map(operand -> expand(operand, axis, source.make()))
                .toList();
        return List.of(concat(expanded, axis, source.make()));
    }

    private static List<CapturedVariable> unstack(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int axis = x.nodeAxis(source.integer(0));
        List<CapturedVariable> parts = new ArrayList<>();
        for (int i = 0; i < x.shape().dim(axis); i++) {
            Node part = source.make().slice(x.node(), axis, i, 1);
            parts.add(dropped(x.with(part), List.of(axis), source.make()));
        }
        return parts;
    }

    private static List<CapturedVariable> split(SourceOperation source) {
        CapturedVariable x = source.operand(source.operands().size() - 1);
        int count = source.integer(0);
        int axis = x.nodeAxis(source.integers().length > 1 ? source.integer(1) : 0);
        int size = x.shape().dim(axis);
        if (size % count != 0) {
            throw new ShapeException("it splits " + size + " places into " + count + " equal parts");
        }
        List<CapturedVariable> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(x.with(source.make().slice(x.node(), axis, i * (size / count), size / count)));
        }
        return parts;
    }

    private static List<CapturedVariable> slice(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int rank = x.rank();
        boolean given = source.operands().size() > 2;
        int[] begins = given ? source.constantIntegers(1) : Arrays.copyOf(source.integers(), rank);
        int[] sizes = given ? source.constantIntegers(2) : Arrays.copyOfRange(source.integers(), rank, 2 * rank);
        Node node = x.node();
        for (int dimension = 0; dimension < rank; dimension++) {
            int begin = begins[dimension];
            int size = sizes[dimension];
            if (x.batched() && dimension == x.batchAxis()) {
                if (begin != 0 || size != -1) {
                    throw new UnsupportedGraphException("it takes some of the examples");
                }
            } else {
                int axis = x.nodeAxis(dimension);
                int count = size == -1 ? x.shape().dim(axis) - begin : size;
                node = source.make().slice(node, axis, begin, count);
            }
        }
        return List.of(x.with(node));
    }

    private static List<CapturedVariable> stridedSlice(SourceOperation source) {
        CapturedVariable sliced = source.operand(0);
        if (source.operands().size() > 1) {
            throw new UnsupportedGraphException("its places are computed; they must be numbers to be compiled");
        }
        int dimension = 0;
        for (StridedSlice.Part part :
                StridedSlice.of(source.integers(), sliced.rank()).parts()) {
            if (part.kind() == StridedSlice.Kind.NEW_DIMENSION) {
                sliced = expand(sliced, dimension, source.make());
            } else if (!part.isAll()) {
                if (sliced.batched() && dimension == sliced.batchAxis()) {
                    throw new UnsupportedGraphException("it takes some of the examples");
                }
                int axis = sliced.nodeAxis(dimension);
                int size = sliced.shape().dim(axis);
                Node places = source.make().slice(sliced.node(), axis, part.first(size), part.count(size), part.step());
                sliced = sliced.with(places);
                if (part.kind() == StridedSlice.Kind.POINT) {
                    sliced = dropped(sliced, List.of(axis), source.make());
                    continue;
                }
            }
            dimension++;
        }
        return List.of(sliced);
    }

    private static List<CapturedVariable> tile(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int[] times = source.operands().size() > 1 ? source.constantIntegers(1) : source.integers();
        Node tiled = x.node();
        for (int dimension = 0; dimension < times.length; dimension++) {
            if (times[dimension] != 1) {
                tiled = tiled(tiled, x.nodeAxis(dimension), times[dimension], source.make());
            }
        }
        return List.of(x.with(tiled));
    }

    /** Repeats a dimension as a whole: a new dimension before it is repeated, and both are merged. */
    private static Node tiled(Node x, int axis, int times, Expressions make) {
        List<Integer> dims = new ArrayList<>(x.shape().dims());
        dims.add(axis, 1);
        Node apart = make.reshape(x, dims);
        dims.set(axis, times);
        Node repeated = make.broadcast(apart, dims);
        return make.reshape(
                repeated, x.shape().with(axis, times * x.shape().dim(axis)).dims());
    }

    private static List<CapturedVariable> reverse(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        Node node = x.node();
        for (int i = 0; i < source.integers().length; i++) {
            int axis = x.nodeAxis(source.integer(i));
            int size = x.shape().dim(axis);
            node = source.make().slice(node, axis, size - 1, size, -1);
        }
        return List.of(x.with(node));
    }

    /**
     * Imports padding; the integer argument is the mode, the operand the number of elements added before and after each
     * dimension.
     */
    private static List<CapturedVariable> pad(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        int[] counts = source.constantIntegers(1);
        Node node = x.node();
        for (int dimension = 0; dimension < x.rank(); dimension++) {
            int before = counts[2 * dimension];
            int after = counts[2 * dimension + 1];
            if (before != 0 || after != 0) {
                node = padded(source, node, x.nodeAxis(dimension), before, after);
            }
        }
        return List.of(x.with(node));
    }

    private static Node padded(SourceOperation source, Node x, int axis, int before, int after) {
        Expressions make = source.make();
        int mode = source.integer(0);
        double value = source.real(0, 0);
        if (mode == CONSTANT && value == 0) {
            return make.pad(x, axis, before, after);
        }
        // The mirror stands on the last place, or behind it.
        int mirror = mode == REFLECT ? 1 : 0;
        int size = x.shape().dim(axis);
        List<Node> parts = new ArrayList<>();
        if (before > 0) {
            parts.add(
                    mode == CONSTANT
                            ? filled(make, x.shape(), axis, before, value)
                            : make.slice(x, axis, before - 1 + mirror, before, -1));
        }
        parts.add(x);
        if (after > 0) {
            parts.add(
                    mode == CONSTANT
                            ? filled(make, x.shape(), axis, after, value)
                            : make.slice(x, axis, size - 1 - mirror, after, -1));
        }
        return make.concat(parts, axis);
    }

    private static Node filled(Expressions make, Shape shape, int axis, int count, double value) {
        return make.broadcast(make.number(value), shape.with(axis, count).dims());
    }
}
