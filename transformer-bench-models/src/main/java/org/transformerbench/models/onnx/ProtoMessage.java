package org.transformerbench.models.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in protobuf's wire format. Fields are kept until the message is written, so that arrays of parameters are not copied.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf's encoding</a>
 */
final class ProtoMessage {
    /** A field that is written when its message is. */
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    private final List<Field> fields = new ArrayList<>();
    private long bytes;

    /** Returns the size of all fields, which may be more than the format allows. */
    long bytes() {
        return bytes;
    }

    /** Adds an integer; of a repeated field, one more. */
    ProtoMessage put(int number, long value) {
        return add(CodedOutputStream.computeInt64Size(number, value), out -> out.writeInt64(number, value));
    }

    /** Adds a number. */
    ProtoMessage put(int number, float value) {
        return add(CodedOutputStream.computeFloatSize(number, value), out -> out.writeFloat(number, value));
    }

    /** Adds a text; of a repeated field, one more. */
    ProtoMessage put(int number, String text) {
        return add(CodedOutputStream.computeStringSize(number, text), out -> out.writeString(number, text));
    }

    /** Adds a message, which must be complete; of a repeated field, one more. */
    ProtoMessage put(int number, ProtoMessage message) {
        long length = message.bytes;
        return putBytes(number, length, out -> {
            if (message.bytes != length) {
                throw new IllegalStateException("The message of field " + number + " was extended after it was added");
            }
            message.write(out);
        });
    }

    /** Adds numbers as little-endian bytes. They are read when the message is written. */
    ProtoMessage putBytes(int number, float... values) {
        return putBytes(number, (long) Float.BYTES * values.length, out -> {
            for (float value : values) {
                out.writeFixed32NoTag(Float.floatToRawIntBits(value));
            }
        });
    }

    /** Adds integers as little-endian bytes. */
    ProtoMessage putBytes(int number, long... values) {
        return putBytes(number, (long) Long.BYTES * values.length, out -> {
            for (long value : values) {
                out.writeFixed64NoTag(value);
            }
        });
    }

    private ProtoMessage putBytes(int number, long length, Field content) {
        long header =
                (long) CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(length);
        return add(header + length, out -> {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt64NoTag(length);
            content.write(out);
        });
    }

    private ProtoMessage add(long size, Field field) {
        bytes = Math.addExact(bytes, size);
        fields.add(field);
        return this;
    }

    /** Writes all fields in the order in which they were added. */
    void write(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.write(out);
        }
    }
}
