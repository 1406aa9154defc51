package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The arguments of a strided slice: five bit masks (begin, ellipsis, end, new dimension, point), then begin, end and step of each
 * dimension. Python's rules hold.
 */
record StridedSlice(List<Part> parts) {
    private static final int MASKS = 5;

    /** The treatment of a dimension. */
    enum Kind {
        PLACES,
        POINT,
        NEW_DIMENSION
    }

    /** The slice of one dimension; begin or end are null where they are left out. */
    record Part(Kind kind, Integer begin, Integer end, int step) {
        static final Part ALL = new Part(Kind.PLACES, null, null, 1);

        boolean isAll() {
            return kind == Kind.PLACES && step == 1 && (begin == null || begin == 0) && end == null;
        }

        int first(int size) {
            if (begin == null) {
                return step > 0 ? 0 : size - 1;
            }
            return begin < 0 ? begin + size : begin;
        }

        int count(int size) {
            if (kind == Kind.POINT) {
                return 1;
            }
            int last = end == null ? (step > 0 ? size : -1) : end < 0 ? end + size : end;
            int limited = step > 0 ? Math.min(last, size) : Math.max(last, -1);
            return (limited - first(size) + step - Integer.signum(step)) / step;
        }
    }

    /** Parses the arguments into one part per dimension and one per new dimension. */
    static StridedSlice of(int[] integers, int rank) {
        int count = (integers.length - MASKS) / 3;
        int whole = rank - count;
        for (int i = 0; i < count; i++) {
            whole += isSet(integers[1], i) || isSet(integers[3], i) ? 1 : 0;
        }
        if (whole < 0) {
            throw new UnsupportedGraphException("it slices more dimensions than there are, which is " + rank);
        }
        List<Part> parts = new ArrayList<>();
        boolean hidden = false;
        for (int i = 0; i < count; i++) {
            int begin = integers[MASKS + i];
            int end = integers[MASKS + count + i];
            int step = integers[MASKS + 2 * count + i];
            if (isSet(integers[1], i)) {
                parts.addAll(Collections.nCopies(whole, Part.ALL));
                hidden = true;
            } else if (isSet(integers[3], i)) {
                parts.add(new Part(Kind.NEW_DIMENSION, null, null, 1));
            } else if (isSet(integers[4], i)) {
                parts.add(new Part(Kind.POINT, begin, null, 1));
            } else {
                parts.add(new Part(
                        Kind.PLACES, isSet(integers[0], i) ? null : begin, isSet(integers[2], i) ? null : end, step));
            }
        }
        if (!hidden) {
            parts.addAll(Collections.nCopies(whole, Part.ALL));
        }
        return new StridedSlice(parts);
    }

    private static boolean isSet(int mask, int bit) {
        return (mask >> bit & 1) != 0;
    }
}
