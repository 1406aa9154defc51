package org.transformerbench.api;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.tuning.SearchSpace;

/**
 * A model that maps tokens of shape (B, T) to logits of shape (B, O, V), as a plain SameDiff graph.
 *
 * <p>Implementations are stateless, cheap to construct and touch no ND4J in their constructor, because discovery
 * constructs them all. The same {@link #logits} method defines the training graph and the evaluation graph; the scope
 * knows which one it is.
 *
 * <p>Some of SameDiff's operations give wrong numbers, or gradients that are wrong or missing. The trainers put right
 * {@code gather(table, ids, 0)}, {@code linear}, reductions that keep their dimensions and count them from the end, and
 * {@code div}, {@code squaredDifference}, {@code max}, {@code min} and {@code atan2} of operands of different shapes. A graph
 * in which SameDiff would have to compute one of the following, or its gradient, is refused with a {@link ModelException} before
 * the first step. After each stands what to use instead:
 * <ul>
 * <li>{@code batchMmul}: mmul, which multiplies batches too
 * <li>{@code repeat}: expandDims, tile and reshape
 * <li>{@code stridedSlice} or {@code get} with a negative stride: reverse, and a positive stride
 * <li>{@code preciseGelu}: the tanh form in elementary operations, or x.mul(0.5).mul(erf(x / sqrt(2)).add(1))
 * <li>{@code gather} with an axis other than 0, or whose ids and rows both depend on the batch: gather(table,
 *     ids, 0), or the product of one-hot ids and the table
 * <li>{@code gatherNd}: the product of one-hot ids and the table
 * <li>{@code EmbeddingLookup}: gather(table, ids, 0)
 * <li>{@code where}: x.mul(mask).add(y.mul(mask.rsub(1)))
 * <li>{@code matrixBandPart}: a product with a constant mask
 * <li>{@code getView}: get with the same SDIndex
 * <li>{@code get(SDVariable)} or {@code put}: get with SDIndex, or gather(x, ids, 0)
 * <li>{@code logSoftmax} with a dimension: logSoftmax without a dimension, which is over the last one
 * <li>{@code mmul} with a vector: mmul with a matrix of one row or column
 * <li>{@code tensorMmul}: reshape and mmul
 * <li>{@code clipByNorm}: x.mul(limit).div(max(norm2(x), limit))
 * <li>{@code clipByAvgNorm}: x.mul(limit).div(max(norm2(x) / n, limit)) for n elements
 * <li>{@code clipByValue} with variables: clipByValue with numbers, or max and min
 * <li>{@code replaceWhere} with a variable: x.mul(mask.rsub(1)).add(y.mul(mask))
 * <li>{@code topK}: a product with a mask
 * <li>{@code mod} or {@code floorMod}: x.sub(y.mul(floor(x.div(y))))
 * <li>{@code logSumExp} with dimensions: log(exp(x - max).sum(dimension)) + max
 * <li>{@code scatterUpdate}: a product with a constant mask, and add
 * <li>{@code cumsum} along another dimension than 0, or reversed: the product with a constant triangle of ones
 * <li>{@code cumprod}: exp of the sums of log(x), which are a product with a triangle of ones
 * <li>{@code variance} with biasCorrected false: mean(square(x - mean(x))), or moments
 * <li>{@code splitV}: get with SDIndex for each part
 * <li>{@code pad} with another mode than CONSTANT: concat with the parts that are repeated
 * <li>{@code cross}: products of the parts
 * <li>{@code logEntropy}: log(entropy(x, dimension))
 * <li>{@code batchNorm}: moments, sub, mul and add
 * <li>{@code normalizeMoments}: moments
 * <li>{@code localResponseNormalization}: div by a power of the sum of squares
 * <li>{@code gru} or {@code gruCell}: mmul, sigmoid and tanh, position by position
 * <li>{@code matrixInverse}, {@code matrixDeterminant}, {@code logdet}, {@code cholesky}, {@code solve}, {@code
 *     triangularSolve}, {@code lu}, {@code qr}, {@code svd} or {@code lstsq}: mmul with matrices that are learned
 * <li>{@code hardTanhDerivative}, {@code leakyReluDerivative}, {@code sigmoidDerivative}, {@code
 *     softmaxDerivative} or {@code softsignDerivative}: the formula in elementary operations
 * <li>{@code relu6} from another number than 0: min and max
 * <li>{@code dropout}: GraphScope.dropout
 * <li>{@code dropoutInverted}: GraphScope.dropout
 * <li>{@code sd.loss}: logSoftmax, mul, sum and mean
 * </ul>
 *
 * <p>Right, but not what their names suggest: {@code gelu} is the sigmoid approximation, and {@code layerNorm} has no epsilon.
 *
 * @param <C> the configuration: a record that validates itself in its compact constructor
 */
public interface Model<C extends Record> {

    /**
     * Returns the stable name of this model.
     *
     * @return an id in kebab-case: a letter, then letters, digits and hyphens, at most 64 characters
     */
    String id();

    /**
     * Returns the type of the configuration.
     *
     * @return the record class
     */
    Class<C> configType();

    /**
     * Returns the configuration that is used where the user sets nothing.
     *
     * @param shape what the data looks like
     * @return a valid configuration
     */
    C defaultConfig(SequenceShape shape);

    /**
     * Defines the graph and returns its logits. A model that {@linkplain #predicts() predicts every position} must be causal: a
     * token influences no logits of earlier positions.
     *
     * @param graph creates and names parameters; knows T, V and whether this graph is for training
     * @param tokens token ids, shape (B, T), int32, 0 &lt;= id &lt; V
     * @param config the configuration
     * @return logits, shape (B, O, V), float32
     */
    SDVariable logits(GraphScope graph, SDVariable tokens, C config);

    /**
     * Returns whether the model predicts at every input position (the default) or only after the last one.
     *
     * @return {@link Targets#EVERY} for a causal sequence model, {@link Targets#LAST} for one that reads the whole
     *     window and predicts what follows it
     */
    default Targets predicts() {
        return Targets.EVERY;
    }

    /**
     * Returns additional names under which a checkpoint of the original implementation stores a parameter.
     *
     * @param config the configuration
     * @return alias to parameter name; empty by default
     */
    default Map<String, String> tiedParameters(C config) {
        return Map.of();
    }

    /**
     * Returns which values a tuning searches, and where.
     *
     * @param shape what the data looks like
     * @return by default those that most models have, see {@link SearchSpace#standard}
     */
    default SearchSpace searchSpace(SequenceShape shape) {
        return SearchSpace.standard(configType());
    }
}
