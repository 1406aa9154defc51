package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.LaneNormKernels;

/** Normalisation over runs of lanes on vectors. */
final class VectorLaneNorms implements LaneNormKernels {

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = load(x, from + i);
            for (int run = 1; run < width; run++) {
                largest = largest.max(load(x, from + i + run * step));
            }
            FloatVector sum = of(0);
            for (int run = 0; run < width; run++) {
                FloatVector power =
                        VectorMath.exp(load(x, from + i + run * step).sub(largest));
                power.intoArray(y, to + i + run * toStep);
                sum = sum.add(power);
            }
            FloatVector factor = of(1).div(sum);
            for (int run = 0; run < width; run++) {
                int at = to + i + run * toStep;
                load(y, at).mul(factor).intoArray(y, at);
            }
        }
    }

    @Override
    public void norm(
            boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes) {
        // No choice between vectors: Java 17 would put them on the heap.
        float meanShare = centred ? 1f / width : 0;
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            int at = from + lane;
            FloatVector mean = mean(x, at, step, width, meanShare);
            FloatVector inverse = inverse(x, at, step, width, mean, epsilon);
            for (int i = 0; i < width; i++) {
                load(x, at + i * step).sub(mean).mul(inverse).intoArray(y, to + lane + i * lanes);
            }
        }
    }

    @Override
    public void normGradient(
            boolean centred,
            float epsilon,
            float[] x,
            int from,
            int step,
            float[] g,
            int gFrom,
            int gStep,
            float[] y,
            int to,
            int width,
            int lanes) {
        float share = 1f / width;
        float meanShare = centred ? share : 0;
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            int at = from + lane;
            int gAt = gFrom + lane;
            FloatVector mean = mean(x, at, step, width, meanShare);
            FloatVector inverse = inverse(x, at, step, width, mean, epsilon);
            FloatVector gMean = mean(g, gAt, gStep, width, meanShare);
            FloatVector sum = of(0);
            for (int i = 0; i < width; i++) {
                sum = load(x, at + i * step).sub(mean).fma(load(g, gAt + i * gStep), sum);
            }
            FloatVector factor = sum.mul(inverse).mul(inverse).mul(share);
            for (int i = 0; i < width; i++) {
                FloatVector along = load(x, at + i * step).sub(mean).mul(factor);
                load(g, gAt + i * gStep).sub(gMean).sub(along).mul(inverse).intoArray(y, to + lane + i * lanes);
            }
        }
    }

    private static FloatVector mean(float[] x, int at, int step, int width, float share) {
        FloatVector sum = of(0);
        for (int i = 0; i < width; i++) {
            sum = sum.add(load(x, at + i * step));
        }
        return sum.mul(share);
    }

    private static FloatVector inverse(float[] x, int at, int step, int width, FloatVector mean, float epsilon) {
        FloatVector squares = of(0);
        for (int i = 0; i < width; i++) {
            FloatVector centred = load(x, at + i * step).sub(mean);
            squares = centred.fma(centred, squares);
        }
        FloatVector root = squares.mul(1f / width).add(epsilon).lanewise(VectorOperators.SQRT);
        FloatVector safe = root.blend(1f, root.compare(VectorOperators.EQ, 0f));
        return of(1).div(safe);
    }
}
