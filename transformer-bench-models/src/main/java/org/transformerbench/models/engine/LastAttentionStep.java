package org.transformerbench.models.engine;

import java.util.List;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

/** Attention of the last position to all, for where no other is needed; see {@link AttentionStep}. */
record LastAttentionStep(
        Value queries,
        Value keys,
        Value values,
        Value output,
        int heads,
        int width,
        float scale,
        DropoutSite site,
        SeedStreams seeds)
        implements Step {

    @Override
    public int[] keptPerExample() {
        return new int[] {heads * keys.rows(), heads * keys.rows()};
    }

    @Override
    public void forward(Workspace work) {
        int positions = keys.rows();
        float[] q = work.activation(queries);
        float[] k = work.activation(keys);
        float[] v = work.activation(values);
        float[] out = work.activation(output);
        float[] weights = work.kept(this, 0);
        float[] masks = work.kept(this, 1);
        for (int unit = 0; unit < work.examples() * heads; unit++) {
            int from = unit * positions;
            softmaxOfScores(q, queries.head(unit, heads, width), k, keys.head(unit, heads, width), weights, from);
            drawMask(work, masks, unit);
            int target = output.head(unit, heads, width);
            for (int i = 0; i < width; i++) {
                float sum = 0;
                for (int j = 0; j < positions; j++) {
                    sum += weights[from + j]
                            * masks[from + j]
                            * v[values.head(unit, heads, width) + j * values.stride() + i];
                }
                out[target + i] = sum;
            }
        }
    }

    private void softmaxOfScores(float[] q, int query, float[] k, int firstKey, float[] weights, int from) {
        int positions = keys.rows();
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < positions; j++) {
            float score = 0;
            for (int i = 0; i < width; i++) {
                score += q[query + i] * k[firstKey + j * keys.stride() + i];
            }
            weights[from + j] = score * scale;
            largest = Math.max(largest, weights[from + j]);
        }
        float sum = 0;
        for (int j = 0; j < positions; j++) {
            weights[from + j] = (float) Math.exp(weights[from + j] - largest);
            sum += weights[from + j];
        }
        for (int j = 0; j < positions; j++) {
            weights[from + j] /= sum;
        }
    }

    @Override
    public void backward(Workspace work) {
        int positions = keys.rows();
        float[] q = work.activation(queries);
        float[] k = work.activation(keys);
        float[] v = work.activation(values);
        float[] dq = work.gradient(queries);
        float[] dk = work.gradient(keys);
        float[] dv = work.gradient(values);
        float[] dOut = work.gradient(output);
        float[] weights = work.kept(this, 0);
        float[] masks = work.kept(this, 1);
        float[] dWeights = work.scratch("lastWeights", positions);
        for (int unit = 0; unit < work.examples() * heads; unit++) {
            int from = unit * positions;
            int target = output.head(unit, heads, width);
            float dot = 0;
            for (int j = 0; j < positions; j++) {
                int value = values.head(unit, heads, width) + j * values.stride();
                float weight = weights[from + j] * masks[from + j];
                float gradient = 0;
                for (int i = 0; i < width; i++) {
                    gradient += dOut[target + i] * v[value + i];
                    dv[value + i] += weight * dOut[target + i];
                }
                dWeights[j] = gradient * masks[from + j];
                dot += weights[from + j] * dWeights[j];
            }
            int query = queries.head(unit, heads, width);
            for (int j = 0; j < positions; j++) {
                int key = keys.head(unit, heads, width) + j * keys.stride();
                float dScore = scale * weights[from + j] * (dWeights[j] - dot);
                for (int i = 0; i < width; i++) {
                    dq[query + i] += dScore * k[key + i];
                    dk[key + i] += dScore * q[query + i];
                }
            }
        }
    }

    /** The last query's row of the mask that {@link AttentionStep} would draw. */
    private void drawMask(Workspace work, float[] masks, int unit) {
        int positions = keys.rows();
        long key = site == null ? 0 : DropoutMask.key(seeds, site.placeholder(), work.optimizerStep());
        int row = (work.firstExample() * heads + unit + 1) * positions - 1;
        for (int j = 0; j < positions; j++) {
            masks[unit * positions + j] = site == null
                    ? 1
                    : DropoutMask.factor(key, row * Kernels.stride(positions) + j, (float) site.rate());
        }
    }

    @Override
    public long arithmeticPerExample() {
        return 4L * heads * width * keys.rows();
    }

    @Override
    public List<Value> inputs() {
        return List.of(queries, keys, values);
    }

    @Override
    public String describe() {
        return "attention of the last position (" + heads + " heads of " + width + ", " + keys.rows() + " positions)";
    }
}
