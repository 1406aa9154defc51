package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;

/**
 * A comparison: 1 where it holds, else 0. It has no gradient.
 *
 * @param relation what must hold between the first operand and the second
 */
public record Compare(Relation relation) implements Elementwise {

    /** What is compared. */
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
        /** Below. */
        LESS {
            @Override
            boolean holds(float left, float right) {
                return left < right;
            }
        },
        /** Below or equal. */
        AT_MOST {
            @Override
            boolean holds(float left, float right) {
                return left <= right;
            }
        },
        /** Above. */
        GREATER {
            @Override
            boolean holds(float left, float right) {
                return left > right;
            }
        },
        /** Above or equal. */
        AT_LEAST {
            @Override
            boolean holds(float left, float right) {
                return left >= right;
            }
        };

        abstract boolean holds(float left, float right);
    }

    @Override
    public void apply(float[][] x, int[] at, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = relation.holds(x[0][at[0] + i], x[1][at[1] + i]) ? 1 : 0;
        }
    }

    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {}
}
