package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.INTS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.ElementwiseKernels;

/** Sums, dropout and the optimizer on vectors. */
final class VectorElementwise implements ElementwiseKernels {
    /** For what does not fill a vector. */
    private final ElementwiseKernels rest;

    VectorElementwise(ElementwiseKernels rest) {
        this.rest = rest;
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            load(x, xOffset + i).add(load(y, yOffset + i)).intoArray(y, yOffset + i);
        }
    }

    @Override
    public void sum(float[] x, float[] y, float[] z, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            load(x, i).add(load(y, i)).intoArray(z, i);
        }
    }

    @Override
    public void dropout(float[] x, int size, float rate, long key, int first) {
        int threshold = DropoutMask.threshold(rate);
        int kept = Float.floatToRawIntBits(1 / (1 - rate));
        int upper = (int) (key >>> 32);
        int whole = INTS.loopBound(size);
        for (int i = 0; i < whole; i += LENGTH) {
            IntVector index = IntVector.broadcast(INTS, first + i).addIndex(1);
            FloatVector factor = VectorMath.dropoutFactors(index, upper, (int) key, threshold, kept);
            load(x, i).mul(factor).intoArray(x, i);
        }
        for (int i = whole; i < size; i++) {
            x[i] *= DropoutMask.factor(key, first + i, rate);
        }
    }

    @Override
    public void adamW(float[] p, float[] g, float[] m, float[] v, int from, int to, AdamWFactors factors) {
        FloatVector beta1 = of(factors.beta1());
        FloatVector beta2 = of(factors.beta2());
        int end = from + INTS.loopBound(to - from);
        for (int i = from; i < end; i += LENGTH) {
            FloatVector gradient = load(g, i);
            FloatVector first = load(m, i).mul(beta1).add(gradient.mul(1 - factors.beta1()));
            FloatVector second =
                    load(v, i).mul(beta2).add(gradient.mul(gradient).mul(1 - factors.beta2()));
            first.intoArray(m, i);
            second.intoArray(v, i);
            FloatVector root = second.lanewise(VectorOperators.SQRT)
                    .mul(factors.inverseRootCorrection())
                    .add(factors.epsilon());
            load(p, i)
                    .mul(factors.decay())
                    .sub(first.mul(factors.rate()).div(root))
                    .intoArray(p, i);
        }
        rest.adamW(p, g, m, v, end, to, factors);
    }
}
