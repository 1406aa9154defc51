package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.transformerbench.models.kernel.Strides;

/**
 * An instruction that computes the gradient of a weight: it adds up matrix products over all examples of a micro-batch, and over
 * some of the dimensions before the last two.
 */
public final class WeightGradientInstruction implements Instruction {

    /** The pairs of matrices whose products are added up to one matrix. */
    private record Task(int[] lefts, int[] rights, int sum) {}

    private final Operand left;
    private final Operand right;
    private final int sum;
    private final List<Task> tasks = new ArrayList<>();
    private final int rows;
    private final int inner;
    private final int columns;

    /**
     * Creates the instruction.
     *
     * @param left shape (..., m, k)
     * @param right shape (..., k, n)
     * @param dims of the product
     * @param axes the dimensions of the product that are added up, the batch not counted
     * @param sum index of the array that is added to, row-major over the others
     */
    public WeightGradientInstruction(Operand left, Operand right, int[] dims, Set<Integer> axes, int sum) {
        int rank = dims.length;
        this.rows = dims[rank - 2];
        this.columns = dims[rank - 1];
        this.inner = MatmulOperands.columns(left.view());
        this.sum = sum;
        View product = View.interleaved(new float[0], left.view().dims()[0], dims);
        this.left = left.with(MatmulOperands.broadcast(left.view(), product, rows, inner));
        this.right = right.with(MatmulOperands.broadcast(right.view(), product, inner, columns));
        View leftSummed = summed(this.left.view(), axes);
        View rightSummed = summed(this.right.view(), axes);
        int[] lefts = MatmulOperands.matrices(saved(this.left.view(), axes));
        int[] rights = MatmulOperands.matrices(saved(this.right.view(), axes));
        for (int i = 0; i < lefts.length; i++) {
            tasks.add(new Task(pairs(leftSummed, lefts[i], 2), pairs(rightSummed, rights[i], 1), i * rows * columns));
        }
    }

    private static View saved(View view, Set<Integer> axes) {
        View saved = view;
        for (int axis : axes) {
            saved = saved.slice(axis + 1, 0, 1, 1);
        }
        return saved;
    }

    private static View summed(View view, Set<Integer> axes) {
        View summed = view;
        for (int axis = 1; axis + 2 < view.rank(); axis++) {
            if (!axes.contains(axis - 1)) {
                summed = summed.slice(axis, 0, 1, 1);
            }
        }
        return summed;
    }

    /** Returns the offsets of the left matrices' columns and the right ones' rows. */
    private static int[] pairs(View view, int offset, int outerAxis) {
        return new View(view.data(), offset, view.dims(), view.strides())
                .slice(view.rank() - outerAxis, 0, 1, 1)
                .elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] a = left.data(work);
        float[] b = right.data(work);
        float[] sums = work.sum(sum);
        for (Task task : tasks) {
            work.kernels()
                    .products()
                    .dot(
                            MatmulOperands.strides(a, left.view(), 0),
                            task.lefts,
                            MatmulOperands.strides(b, right.view(), 0),
                            task.rights,
                            new Strides(sums, task.sum, columns, 1),
                            rows,
                            columns,
                            work.lanes());
        }
    }
}
