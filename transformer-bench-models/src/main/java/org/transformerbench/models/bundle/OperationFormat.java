package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.transformerbench.models.compiler.ir.Op;

/**
 * The written form of an operation.
 *
 * @param name in the file
 * @param type of the operation
 * @param operands the fewest and the most operands of an operation that was read
 * @param writer writes the attributes as fields of the node's object
 * @param reader makes the operation of these fields
 * @param <T> the type of the operation
 */
record OperationFormat<T extends Op>(
        String name, Class<T> type, Function<T, Operands> operands, Writer<T> writer, Function<Fields, T> reader) {

    /**
     * The number of operands.
     *
     * @param fewest at least
     * @param most at most
     */
    record Operands(int fewest, int most) {}

    /** A writer of attributes. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T op, JsonGenerator json) throws IOException;
    }

    /** Creates the form of an operation without attributes. */
    static <T extends Op> OperationFormat<T> plain(String name, Class<T> type, int operands, Supplier<T> maker) {
        return plain(name, type, operands, operands, maker);
    }

    /** Creates the form of an operation without attributes, the last of whose operands may be missing. */
    static <T extends Op> OperationFormat<T> plain(
            String name, Class<T> type, int fewest, int most, Supplier<T> maker) {
        return new OperationFormat<>(
                name, type, op -> new Operands(fewest, most), (op, json) -> {}, fields -> maker.get());
    }

    /** Creates the form of an operation with attributes and a number of operands that may depend on them. */
    static <T extends Op> OperationFormat<T> of(
            String name, Class<T> type, ToIntFunction<T> operands, Writer<T> writer, Function<Fields, T> reader) {
        return new OperationFormat<>(
                name, type, op -> new Operands(operands.applyAsInt(op), operands.applyAsInt(op)), writer, reader);
    }

    /** Writes the attributes of an operation of this type. */
    void write(Op op, JsonGenerator json) throws IOException {
        writer.write(type.cast(op), json);
    }

    /** Reads an operation and checks the number of its operands. */
    Op read(Fields fields, int operandCount) {
        T op = reader.apply(fields);
        Operands allowed = operands.apply(op);
        if (operandCount < allowed.fewest() || operandCount > allowed.most()) {
            throw new IllegalArgumentException("it has " + operandCount + " operands, must have "
                    + (allowed.fewest() == allowed.most()
                            ? String.valueOf(allowed.fewest())
                            : allowed.most() == Integer.MAX_VALUE
                                    ? "at least " + allowed.fewest()
                                    : allowed.fewest() + " to " + allowed.most()));
        }
        return op;
    }
}
