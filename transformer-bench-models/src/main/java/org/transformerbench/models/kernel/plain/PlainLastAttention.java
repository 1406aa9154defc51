package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/** {@link AttentionKernels} of the last position as plain loops, head by head; weights lie as (example, head, key). */
final class PlainLastAttention {
    private final HeadLayout layout;
    private final Strided queries;
    private final Strided keys;
    private final Strided values;
    private final float[] weights;

    PlainLastAttention(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights) {
        this.layout = layout;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.weights = weights;
    }

    /** @param out overwritten */
    void forward(Strided out) {
        int positions = layout.positions();
        int width = layout.headWidth();
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int from = (example * layout.heads() + head) * positions;
                softmax(example, column, from);
                int target = out.row(example) + column;
                for (int c = 0; c < width; c++) {
                    float sum = 0;
                    for (int j = 0; j < positions; j++) {
                        float value = values.array()[values.row(example * positions + j) + column + c];
                        sum = Arithmetic.fma(weights[from + j] * mask(example, head, j), value, sum);
                    }
                    out.array()[target + c] = sum;
                }
            }
        }
    }

    private void softmax(int example, int column, int from) {
        int positions = layout.positions();
        int query = queries.row(example) + column;
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < positions; j++) {
            int key = keys.row(example * positions + j) + column;
            float score = 0;
            for (int c = 0; c < layout.headWidth(); c++) {
                score += queries.array()[query + c] * layout.scale() * keys.array()[key + c];
            }
            weights[from + j] = score;
            largest = Math.max(largest, weights[from + j]);
        }
        float sum = 0;
        for (int j = 0; j < positions; j++) {
            weights[from + j] = FastMath.exp(weights[from + j] - largest);
            sum += weights[from + j];
        }
        float inverse = 1 / sum;
        for (int j = 0; j < positions; j++) {
            weights[from + j] *= inverse;
        }
    }

    /** Adds to the gradients of the inputs. */
    void backward(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        int positions = layout.positions();
        int width = layout.headWidth();
        float[] dWeights = new float[positions];
        float[] dQueryRow = new float[width];
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int from = (example * layout.heads() + head) * positions;
                int d = dOut.row(example) + column;
                float dot = 0;
                for (int j = 0; j < positions; j++) {
                    int value = values.row(example * positions + j) + column;
                    int dValue = dValues.row(example * positions + j) + column;
                    float mask = mask(example, head, j);
                    float dropped = weights[from + j] * mask;
                    float gradient = 0;
                    for (int c = 0; c < width; c++) {
                        gradient += dOut.array()[d + c] * values.array()[value + c] * mask;
                        dValues.array()[dValue + c] =
                                Arithmetic.fma(dropped, dOut.array()[d + c], dValues.array()[dValue + c]);
                    }
                    dWeights[j] = gradient;
                    dot = Arithmetic.fma(weights[from + j], gradient, dot);
                }
                int query = queries.row(example) + column;
                int dQuery = dQueries.row(example) + column;
                Arrays.fill(dQueryRow, 0);
                for (int j = 0; j < positions; j++) {
                    int key = keys.row(example * positions + j) + column;
                    int dKey = dKeys.row(example * positions + j) + column;
                    float dScore = weights[from + j] * ((dWeights[j] - dot) * layout.scale());
                    for (int c = 0; c < width; c++) {
                        dQueryRow[c] = Arithmetic.fma(dScore, keys.array()[key + c], dQueryRow[c]);
                        dKeys.array()[dKey + c] =
                                Arithmetic.fma(dScore, queries.array()[query + c], dKeys.array()[dKey + c]);
                    }
                }
                for (int c = 0; c < width; c++) {
                    dQueries.array()[dQuery + c] += dQueryRow[c];
                }
            }
        }
    }

    private float mask(int example, int head, int key) {
        return layout.dropout() == 0
                ? 1
                : DropoutMask.factor(
                        layout.key(), layout.maskIndex(example, head, layout.positions() - 1) + key, layout.dropout());
    }
}
