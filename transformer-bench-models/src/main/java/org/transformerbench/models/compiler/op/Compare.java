package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/**
 * A comparison that is 1 where it holds and 0 elsewhere. It has no gradient.
 *
 * @param relation what must hold between the first operand and the second
 */
public record Compare(Relation relation) implements Binary {

    /** The relation that a comparison tests. */
    public enum Relation {
        /** Equal. */
        EQUAL {
            @Override
            boolean holds(float left, float right) {
                return left == right;
            }
        },
        /** Not equal. */
        NOT_EQUAL {
            @Override
            boolean holds(float left, float right) {
                return left != right;
            }
        },
        /** Less. */
        LESS {
            @Override
            boolean holds(float left, float right) {
                return left < right;
            }
        },
        /** Less or equal. */
        LESS_OR_EQUAL {
            @Override
            boolean holds(float left, float right) {
                return left <= right;
            }
        },
        /** Greater. */
        GREATER {
            @Override
            boolean holds(float left, float right) {
                return left > right;
            }
        },
        /** Greater or equal. */
        GREATER_OR_EQUAL {
            @Override
            boolean holds(float left, float right) {
                return left >= right;
            }
        };

        abstract boolean holds(float left, float right);
    }

    @Override
    public void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = relation.holds(a[aAt + i], b[bAt + i]) ? 1 : 0;
        }
    }

    @Override
    public void apply(LaneElementwiseKernels kernels, float[][] x, int[] at, float[] y, int yAt, int count) {
        switch (relation) {
            case LESS -> kernels.less(x[0], at[0], x[1], at[1], y, yAt, count);
            case LESS_OR_EQUAL -> kernels.atMost(x[0], at[0], x[1], at[1], y, yAt, count);
            case GREATER -> kernels.less(x[1], at[1], x[0], at[0], y, yAt, count);
            case GREATER_OR_EQUAL -> kernels.atMost(x[1], at[1], x[0], at[0], y, yAt, count);
            default -> apply(x, at, y, yAt, count);
        }
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}
}
