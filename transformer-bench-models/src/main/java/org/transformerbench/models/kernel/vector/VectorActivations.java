package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.ActivationKernels;

/** Activation functions on vectors. */
final class VectorActivations implements ActivationKernels {
    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float NORMAL_DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));
    private static final float CUBIC = 0.044715f;

    @Override
    public void geluTanh(float[] x, float[] y, float[] t, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = load(x, i);
            FloatVector inner =
                    v.mul(v).fma(of(SQRT_2_OVER_PI * CUBIC), of(SQRT_2_OVER_PI)).mul(v);
            FloatVector tanh = VectorMath.tanh(inner);
            tanh.intoArray(t, i);
            FloatVector half = v.mul(0.5f);
            half.fma(tanh, half).intoArray(y, i);
        }
    }

    @Override
    public void geluTanhBackward(float[] x, float[] t, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = load(x, i);
            FloatVector tanh = load(t, i);
            FloatVector slope = v.mul(v)
                    .fma(of(1.5f * SQRT_2_OVER_PI * CUBIC), of(0.5f * SQRT_2_OVER_PI))
                    .mul(v);
            FloatVector squared = of(1f).sub(tanh.mul(tanh));
            FloatVector derivative = slope.fma(squared, tanh.fma(of(0.5f), of(0.5f)));
            load(dy, i).fma(derivative, load(dx, i)).intoArray(dx, i);
        }
    }

    @Override
    public void geluErf(float[] x, float[] y, float[] c, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = load(x, i);
            FloatVector distribution = VectorMath.erf(v.mul(SQRT_HALF)).fma(of(0.5f), of(0.5f));
            distribution.intoArray(c, i);
            v.mul(distribution).intoArray(y, i);
        }
    }

    @Override
    public void geluErfBackward(float[] x, float[] c, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = load(x, i);
            FloatVector density = VectorMath.exp(v.mul(v).mul(-0.5f)).mul(NORMAL_DENSITY_AT_0);
            load(dy, i).fma(density.fma(v, load(c, i)), load(dx, i)).intoArray(dx, i);
        }
    }

    @Override
    public void relu(float[] x, float[] y, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            load(x, i).max(0f).intoArray(y, i);
        }
    }

    @Override
    public void reluBackward(float[] x, float[] dy, float[] dx, int size) {
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector passed = zero.blend(load(dy, i), load(x, i).compare(VectorOperators.GT, zero));
            load(dx, i).add(passed).intoArray(dx, i);
        }
    }
}
