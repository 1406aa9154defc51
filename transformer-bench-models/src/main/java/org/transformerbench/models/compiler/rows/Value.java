package org.transformerbench.models.compiler.rows;

import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;

/**
 * A matrix of activations: for each example of a micro-batch a number of rows of a given width.
 *
 * @param id index of its buffers in a {@link Workspace}
 * @param rows per example: T, or 1 where only the last position is needed or the positions are joined
 * @param column where it begins in the rows of its buffer; not 0 for a part of another value
 * @param width number of columns
 * @param stride of its buffer
 */
public record Value(int id, int rows, int column, int width, int stride) {

    static Value of(int id, int rows, int width) {
        return new Value(id, rows, 0, width, Kernels.stride(width));
    }

    /** Returns some columns of this value. */
    Value columns(int from, int count) {
        return new Value(id, rows, column + from, count, stride);
    }

    /** Returns the same numbers in rows of another width; neither may be padded, so that no gap lies between rows. */
    Value regrouped(int newRows, int newWidth) {
        return new Value(id, newRows, 0, newWidth, newWidth);
    }

    /** Returns whether rows follow each other without padding. */
    boolean isContiguous() {
        return column == 0 && width == stride;
    }

    boolean isWhole() {
        return column == 0 && Kernels.stride(width) == stride;
    }

    /** Returns its rows in the buffer. */
    Strided in(float[] buffer) {
        return new Strided(buffer, column, stride);
    }
}
