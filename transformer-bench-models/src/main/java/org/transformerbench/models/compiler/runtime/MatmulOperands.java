package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import org.transformerbench.models.kernel.Strides;

/** The operands of a matrix product, broadcast to its dimensions. */
final class MatmulOperands {
    private MatmulOperands() {}

    /** Returns the offsets of the matrices, row-major over the dimensions before the last two. */
    static int[] matrices(View view) {
        int rank = view.rank();
        return view.slice(rank - 1, 0, 1, 1).slice(rank - 2, 0, 1, 1).elements();
    }

    static View broadcast(View view, View output, int rows, int columns) {
        int[] dims = output.dims().clone();
        dims[0] = view.dims()[0];
        dims[dims.length - 2] = rows;
        dims[dims.length - 1] = columns;
        return view.broadcastTo(dims);
    }

    static View transpose(View view) {
        int[] axes = new int[view.rank()];
        Arrays.setAll(axes, axis -> axis);
        axes[axes.length - 1] = axes.length - 2;
        axes[axes.length - 2] = axes.length - 1;
        return view.permute(axes);
    }

    static int rows(View view) {
        return view.dims()[view.rank() - 2];
    }

    static int columns(View view) {
        return view.dims()[view.rank() - 1];
    }

    static Strides strides(float[] data, View view, int offset) {
        return new Strides(data, offset, view.strides()[view.rank() - 2], view.strides()[view.rank() - 1]);
    }
}
