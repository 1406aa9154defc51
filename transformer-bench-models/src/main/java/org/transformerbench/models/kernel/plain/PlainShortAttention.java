package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/** {@link AttentionKernels} over few positions as plain loops, head by head and pair by pair. */
final class PlainShortAttention {
    private final HeadLayout layout;
    private final Strided queries;
    private final Strided keys;
    private final Strided values;
    private final float[] weights;
    private final int width;
    /** A query, times the scale. */
    private final float[] scaled;

    PlainShortAttention(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights) {
        this.layout = layout;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.weights = weights;
        this.width = layout.headWidth();
        this.scaled = new float[width];
    }

    /** @param out overwritten */
    void forward(Strided out) {
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                for (int i = 0; i < layout.positions(); i++) {
                    int row = example * layout.positions() + i;
                    int firstKey = example * layout.positions();
                    softmax(queries.row(row) + column, firstKey, column, pair, i);
                    float[] y = out.array();
                    int target = out.row(row) + column;
                    Arrays.fill(y, target, target + width, 0);
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column] * mask(example, head, i, j);
                        int value = values.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            y[target + c] = Arithmetic.fma(weight, values.array()[value + c], y[target + c]);
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private void softmax(int query, int firstKey, int column, int pair, int i) {
        for (int c = 0; c < width; c++) {
            scaled[c] = layout.scale() * queries.array()[query + c];
        }
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j <= i; j++) {
            float score = 0;
            int key = keys.row(firstKey + j) + column;
            for (int c = 0; c < width; c++) {
                score = Arithmetic.fma(keys.array()[key + c], scaled[c], score);
            }
            weights[(pair + j) * layout.stride() + column] = score;
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            weights[at] = FastMath.exp(weights[at] - largest);
            sum += weights[at];
        }
        float inverse = 1 / sum;
        for (int j = 0; j <= i; j++) {
            int at = (pair + j) * layout.stride() + column;
            Arrays.fill(weights, at, at + width, weights[at] * inverse);
        }
    }

    /** As {@link #backward}, with sums that are added when they are complete, as in blocks. */
    void backwardApart(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        int size = layout.examples() * layout.positions() * layout.stride();
        Strided ofQueries = new Strided(new float[size], 0, layout.stride());
        Strided ofKeys = new Strided(new float[size], 0, layout.stride());
        Strided ofValues = new Strided(new float[size], 0, layout.stride());
        backward(dOut, ofQueries, ofKeys, ofValues);
        add(ofQueries, dQueries);
        add(ofKeys, dKeys);
        add(ofValues, dValues);
    }

    /** Adds each product to the gradients of the inputs. */
    void backward(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        int positions = layout.positions();
        float[] dWeights = new float[positions];
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                int column = head * width;
                int pair = example * layout.pairs();
                int firstKey = example * positions;
                for (int i = 0; i < positions; i++) {
                    int target = dOut.row(firstKey + i) + column;
                    float dot = 0;
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column];
                        float mask = mask(example, head, i, j);
                        float dropped = weight * mask;
                        int value = values.row(firstKey + j) + column;
                        int dValue = dValues.row(firstKey + j) + column;
                        float gradient = 0;
                        for (int c = 0; c < width; c++) {
                            float d = dOut.array()[target + c];
                            gradient = Arithmetic.fma(values.array()[value + c], d, gradient);
                            dValues.array()[dValue + c] = Arithmetic.fma(dropped, d, dValues.array()[dValue + c]);
                        }
                        dWeights[j] = gradient * mask;
                        dot = Arithmetic.fma(weight, dWeights[j], dot);
                    }
                    int query = queries.row(firstKey + i) + column;
                    int dQuery = dQueries.row(firstKey + i) + column;
                    for (int j = 0; j <= i; j++) {
                        float weight = weights[(pair + j) * layout.stride() + column];
                        float dScore = weight * ((dWeights[j] - dot) * layout.scale());
                        int key = keys.row(firstKey + j) + column;
                        int dKey = dKeys.row(firstKey + j) + column;
                        for (int c = 0; c < width; c++) {
                            dQueries.array()[dQuery + c] =
                                    Arithmetic.fma(dScore, keys.array()[key + c], dQueries.array()[dQuery + c]);
                            dKeys.array()[dKey + c] =
                                    Arithmetic.fma(dScore, queries.array()[query + c], dKeys.array()[dKey + c]);
                        }
                    }
                    pair += i + 1;
                }
            }
        }
    }

    private void add(Strided gradient, Strided rows) {
        for (int row = 0; row < layout.examples() * layout.positions(); row++) {
            int from = gradient.row(row);
            int to = rows.row(row);
            for (int i = 0; i < layout.heads() * layout.headWidth(); i++) {
                rows.array()[to + i] += gradient.array()[from + i];
            }
        }
    }

    private float mask(int example, int head, int i, int j) {
        return layout.dropout() == 0
                ? 1
                : DropoutMask.factor(layout.key(), layout.maskIndex(example, head, i) + j, layout.dropout());
    }
}
