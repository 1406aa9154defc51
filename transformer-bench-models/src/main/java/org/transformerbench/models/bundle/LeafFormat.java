package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Optional;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Leaf;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;

/** The written form of leaves. The few numbers of a small constant are written as such, those of a large one as Base64. */
final class LeafFormat {
    /** The longest constant that is written number by number. */
    private static final int READABLE = 16;

    private static final String PLACEHOLDER = "placeholder";
    private static final String PARAMETER = "parameter";
    private static final String CONSTANT = "constant";
    private static final String NAME = "name";
    private static final String VALUES = "values";
    private static final String BASE_64 = "base64";

    private LeafFormat() {}

    /** Returns the name of a leaf; empty for one without a written form. */
    static Optional<String> name(Leaf leaf) {
        if (leaf instanceof Constant) {
            return Optional.of(CONSTANT);
        } else if (leaf instanceof Parameter) {
            return Optional.of(PARAMETER);
        }
        return leaf instanceof Placeholder ? Optional.of(PLACEHOLDER) : Optional.empty();
    }

    static void write(Leaf leaf, JsonGenerator json) throws IOException {
        if (leaf instanceof Parameter parameter) {
            json.writeStringField(NAME, parameter.name());
        } else if (leaf instanceof Placeholder placeholder) {
            json.writeStringField(NAME, placeholder.name());
        } else if (leaf instanceof Constant constant) {
            write(constant.values(), json);
        }
    }

    private static void write(float[] values, JsonGenerator json) throws IOException {
        if (values.length <= READABLE) {
            json.writeArrayFieldStart(VALUES);
            for (float value : values) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        } else {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            json.writeStringField(BASE_64, Base64.getEncoder().encodeToString(bytes.array()));
        }
    }

    /** Reads a leaf of a shape that is within the limits; empty if the name is that of no leaf. */
    static Optional<Op> read(String name, Fields fields, Shape shape) {
        return switch (name) {
            case PLACEHOLDER -> Optional.of(new Placeholder(fields.name(NAME), shape));
            case PARAMETER -> Optional.of(new Parameter(fields.name(NAME), shared(name, shape)));
            case CONSTANT -> Optional.of(new Constant(values(fields, shape.size()), shared(name, shape)));
            default -> Optional.empty();
        };
    }

    private static Shape shared(String name, Shape shape) {
        Require.that(!shape.batched(), "shape", shape, "must be the same for all examples in a %s", name);
        return shape;
    }

    private static float[] values(Fields fields, int size) {
        float[] values;
        if (fields.has(BASE_64)) {
            String text = fields.text(BASE_64);
            // Before memory is taken for it; four characters stand for three bytes.
            Require.that(
                    text.length() <= (size + 1L) * Float.BYTES * 4 / 3 + 4,
                    BASE_64,
                    text,
                    "must be the %d numbers of the shape",
                    size);
            values = decoded(text);
        } else {
            values = fields.numbers(VALUES);
        }
        Require.that(
                values.length == size, VALUES, values.length + " numbers", "must be the %d numbers of the shape", size);
        return values;
    }

    private static float[] decoded(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base64 is no such text: " + e.getMessage(), e);
        }
        Require.divisible(BASE_64 + "'s bytes", bytes.length, "the bytes of a number", Float.BYTES);
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
