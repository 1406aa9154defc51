package org.transformerbench.models.block;

import org.apiguardian.api.API;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.ops.SDMath;

/** The GELU activation in its two forms. Source: Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016. */
@API(status = API.Status.STABLE)
public enum Activation {
    /**
     * The tanh form, 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), as in GPT-1, nanoGPT of March 2023 and TransformerLens'
     * clean Transformer.
     */
    GELU_TANH {
        @Override
        public SDVariable apply(SDVariable x) {
            SDMath math = x.getSameDiff().math();
            SDVariable cube = x.mul(x).mul(x);
            SDVariable inner = x.add(cube.mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
            return x.mul(0.5).mul(math.tanh(inner).add(1));
        }
    },
    /** The erf form, 0.5 x (1 + erf(x / sqrt(2))), as in {@code nn.GELU()} and in nanoGPT today. */
    GELU_ERF {
        @Override
        public SDVariable apply(SDVariable x) {
            SDMath math = x.getSameDiff().math();
            return x.mul(0.5).mul(math.erf(x.mul(Math.sqrt(0.5))).add(1));
        }
    };

    /**
     * Applies the function to each element.
     *
     * @param x any shape
     * @return the same shape
     */
    public abstract SDVariable apply(SDVariable x);
}
