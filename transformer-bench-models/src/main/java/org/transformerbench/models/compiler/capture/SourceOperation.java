package org.transformerbench.models.compiler.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * An operation of SameDiff with its operands, as passed to an {@link Importer}.
 *
 * @param function SameDiff's description
 * @param operands what it reads
 * @param type of its first output
 * @param make makes nodes
 */
record SourceOperation(
        DifferentialFunction function, List<CapturedVariable> operands, DataType type, Expressions make) {

    /** SameDiff's notation for all dimensions. */
    private static final int[] ALL = {Integer.MAX_VALUE};

    CapturedVariable operand(int index) {
        if (index >= operands.size()) {
            throw new UnsupportedGraphException("it has no operand " + index);
        }
        return operands.get(index);
    }

    Node node(int index) {
        return operand(index).node();
    }

    int[] integers() {
        return function instanceof DynamicCustomOp custom && custom.iArgs() != null
                ? Arrays.stream(custom.iArgs()).mapToInt(Math::toIntExact).toArray()
                : new int[0];
    }

    int integer(int index) {
        if (index >= integers().length) {
            throw new UnsupportedGraphException(
                    "its whole number " + index + " is computed; it must be a constant to be compiled");
        }
        return integers()[index];
    }

    double[] reals() {
        return function instanceof DynamicCustomOp custom && custom.tArgs() != null ? custom.tArgs() : new double[0];
    }

    double real(int index) {
        if (index >= reals().length) {
            throw new UnsupportedGraphException(
                    "its number " + index + " is computed; it must be a constant to be compiled");
        }
        return reals()[index];
    }

    double real(int index, double otherwise) {
        return index < reals().length ? reals()[index] : otherwise;
    }

    boolean flag(int index) {
        return function instanceof DynamicCustomOp custom
                && custom.bArgs() != null
                && index < custom.bArgs().length
                && custom.bArgs()[index];
    }

    double scalar() {
        if (function instanceof ScalarOp operation && operation.scalar() != null) {
            return operation.scalar().getDouble(0);
        }
        throw new UnsupportedGraphException("its scalar is not known");
    }

    /** Returns the dimensions of a reduction in SameDiff's order; empty for all. */
    int[] dimensions() {
        if (function instanceof BaseReduceOp reduction
                && reduction.getDimensions() != null
                && !Arrays.equals(reduction.getDimensions(), ALL)) {
            return reduction.getDimensions();
        }
        return new int[0];
    }

    boolean keepsDimensions() {
        return function instanceof BaseReduceOp reduction && reduction.isKeepDims();
    }

    /** Returns the values of an operand that is known at compile time. */
    Optional<float[]> constant(int index) {
        return index < operands.size() && node(index).op() instanceof Constant constant
                ? Optional.of(constant.values())
                : Optional.empty();
    }

    /** Returns the integer values of an operand that is known at compile time. */
    int[] constantIntegers(int index) {
        float[] values = constant(index)
                .orElseThrow(() -> new UnsupportedGraphException(
                        "its operand " + index + " is computed; it must be a constant to be compiled"));
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (int) values[i];
        }
        return integers;
    }
}
