package org.transformerbench.examples.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * The parts of a safetensors file, written without the library that is tested.
 *
 * @param header the JSON text
 * @param data the bytes behind it
 */
record TensorFile(String header, byte[] data) {
    private static final List<String> DTYPES = List.of("F32", "F64", "F16", "BF16", "I32", "I64");
    private static final int[] BYTES = {4, 8, 2, 2, 4, 8};

    /** One tensor: an index of a dtype and a shape. */
    record Part(int dtype, List<Integer> shape) {
        int bytes() {
            return shape.stream().reduce(BYTES[dtype], (a, b) -> a * b);
        }
    }

    /** Valid ones, of no tensor to four, with and without notes; names in the order of the data or against it. */
    static Arbitrary<TensorFile> valid() {
        Arbitrary<Part> parts = Combinators.combine(
                        Arbitraries.integers().between(0, DTYPES.size() - 1),
                        Arbitraries.integers().between(0, 3).list().ofMaxSize(3))
                .as(Part::new);
        return Combinators.combine(parts.list().ofMaxSize(4), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(TensorFile::of);
    }

    private static TensorFile of(List<Part> parts, boolean notes, boolean backwards) {
        StringBuilder header = new StringBuilder();
        int begin = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int end = begin + part.bytes();
            String entry = "\"w" + i + "\":{\"dtype\":\"" + DTYPES.get(part.dtype()) + "\",\"shape\":" + part.shape()
                    + ",\"data_offsets\":[" + begin + "," + end + "]}";
            String comma = header.isEmpty() ? "" : ",";
            header.insert(backwards ? 0 : header.length(), backwards ? entry + comma : comma + entry);
            begin = end;
        }
        if (notes) {
            header.insert(0, "\"__metadata__\":{\"format\":\"pt\"}" + (header.isEmpty() ? "" : ","));
        }
        return new TensorFile("{" + header + "}", new byte[begin]);
    }

    byte[] bytes() {
        return bytes(header.getBytes(StandardCharsets.UTF_8).length);
    }

    /** With this for the header's length. */
    byte[] bytes(long length) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .put(data)
                .array();
    }
}
