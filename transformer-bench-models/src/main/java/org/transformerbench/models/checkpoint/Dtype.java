package org.transformerbench.models.checkpoint;

import java.nio.ByteBuffer;

/** The element types of safetensors that can be read as float32. */
enum Dtype {
    F32(4),
    F64(8),
    BF16(2),
    F16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    float read(ByteBuffer source, int at) {
        return switch (this) {
            case F32 -> source.getFloat(at);
            case F64 -> (float) source.getDouble(at);
            case BF16 -> Float.intBitsToFloat(source.getShort(at) << 16);
            case F16 -> half(source.getShort(at) & 0xffff);
            case I64 -> source.getLong(at);
            case I32 -> source.getInt(at);
            case I16 -> source.getShort(at);
            case I8 -> source.get(at);
            case U8 -> source.get(at) & 0xff;
            case BOOL -> source.get(at) == 0 ? 0 : 1;
        };
    }

    /** Returns the number that 16 bits are in IEEE 754's half precision. */
    private static float half(int bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((float) fraction, -24);
        } else {
            magnitude = Math.scalb((float) (fraction | 0x400), exponent - 25);
        }
        return bits >= 0x8000 ? -magnitude : magnitude;
    }
}
