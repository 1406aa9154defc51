package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.LaneReductionKernels;

/** Reductions of runs of lanes on vectors. */
final class VectorLaneReductions implements LaneReductionKernels {

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector sum = of(0);
            for (int run : runs) {
                sum = sum.add(load(x, from + run + i));
            }
            sum.intoArray(y, to + i);
        }
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = of(Float.NEGATIVE_INFINITY);
            for (int run : runs) {
                largest = largest.max(load(x, from + run + i));
            }
            largest.intoArray(y, to + i);
        }
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        for (int run = 0; run < runs.length; run++) {
            FloatVector sum = load(x, runs[run]);
            for (int lane = LENGTH; lane < lanes; lane += LENGTH) {
                sum = sum.add(load(x, runs[run] + lane));
            }
            sums[run] += VectorMath.sum(sum);
        }
    }
}
