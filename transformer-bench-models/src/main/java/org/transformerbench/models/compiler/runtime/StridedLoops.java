package org.transformerbench.models.compiler.runtime;

import java.util.List;

/**
 * Loops over strided tensors of the same dimensions, in runs that are as long as their layouts allow: neighbouring dimensions
 * that are contiguous in memory are treated as one.
 */
public final class StridedLoops {

    /** The work on one run of elements. */
    @FunctionalInterface
    public interface Task {
        /**
         * Processes a run.
         *
         * @param at for each tensor the index of its first element
         * @param step for each tensor the distance of neighbours
         * @param count the number of elements
         */
        void run(int[] at, int[] step, int count);
    }

    private StridedLoops() {}

    /**
     * Loops over all elements in row-major order.
     *
     * @param views tensors of the same dimensions, at least one
     * @param task is called for each stretch; it must not change the arrays that it is given
     */
    public static void each(List<View> views, Task task) {
        int count = views.size();
        int rank = views.get(0).rank();
        int[] dims = new int[rank + 1];
        int[][] strides = new int[rank + 1][count];
        int last = -1;
        for (int axis = 0; axis < rank; axis++) {
            int size = views.get(0).dims()[axis];
            if (size == 1) {
                continue;
            }
            if (last >= 0 && joins(views, axis, size, strides[last])) {
                dims[last] *= size;
            } else {
                last++;
                dims[last] = size;
            }
            for (int i = 0; i < count; i++) {
                strides[last][i] = views.get(i).strides()[axis];
            }
        }
        if (last < 0) {
            last = 0;
            dims[0] = 1;
        }
        int[] at = new int[count];
        for (int i = 0; i < count; i++) {
            at[i] = views.get(i).offset();
        }
        walk(dims, strides, last, at, task);
    }

    private static boolean joins(List<View> views, int axis, int size, int[] outer) {
        for (int i = 0; i < outer.length; i++) {
            if (outer[i] != views.get(i).strides()[axis] * size) {
                return false;
            }
        }
        return true;
    }

    private static void walk(int[] dims, int[][] strides, int inner, int[] at, Task task) {
        int[] index = new int[inner + 1];
        while (true) {
            task.run(at, strides[inner], dims[inner]);
            int axis = inner - 1;
            while (axis >= 0 && ++index[axis] == dims[axis]) {
                move(at, strides[axis], 1 - dims[axis]);
                index[axis] = 0;
                axis--;
            }
            if (axis < 0) {
                return;
            }
            move(at, strides[axis], 1);
        }
    }

    private static void move(int[] at, int[] stride, int by) {
        for (int i = 0; i < at.length; i++) {
            at[i] += stride[i] * by;
        }
    }

    /**
     * Copies elements.
     *
     * @param from the source
     * @param to of the same dimensions, overwritten
     */
    public static void copy(View from, View to) {
        each(List.of(from, to), (at, step, count) -> {
            if (step[0] == 1 && step[1] == 1) {
                System.arraycopy(from.data(), at[0], to.data(), at[1], count);
            } else {
                for (int i = 0; i < count; i++) {
                    to.data()[at[1] + i * step[1]] = from.data()[at[0] + i * step[0]];
                }
            }
        });
    }

    /**
     * Adds up the elements of each reduced element.
     *
     * @param from the elements
     * @param to receives the sums; of size 1 where elements of that dimension are added up
     */
    public static void sum(View from, View to) {
        fill(to, 0);
        float[] x = from.data();
        float[] y = to.data();
        each(List.of(from, to.broadcastTo(from.dims())), (at, step, count) -> {
            if (step[1] == 0) {
                float sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += x[at[0] + i * step[0]];
                }
                y[at[1]] += sum;
            } else {
                for (int i = 0; i < count; i++) {
                    y[at[1] + i * step[1]] += x[at[0] + i * step[0]];
                }
            }
        });
    }

    /**
     * Fills elements with a number.
     *
     * @param to the elements
     * @param value the number
     */
    public static void fill(View to, float value) {
        each(List.of(to), (at, step, count) -> {
            for (int i = 0; i < count; i++) {
                to.data()[at[0] + i * step[0]] = value;
            }
        });
    }
}
