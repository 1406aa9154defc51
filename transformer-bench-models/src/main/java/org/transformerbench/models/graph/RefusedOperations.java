package org.transformerbench.models.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.reduce.custom.BatchMmul;
import org.nd4j.linalg.api.ops.impl.scalar.Relu6;
import org.nd4j.linalg.api.ops.impl.shape.Repeat;
import org.nd4j.linalg.api.ops.impl.shape.StridedSlice;
import org.nd4j.linalg.api.ops.impl.summarystats.Variance;
import org.nd4j.linalg.api.ops.impl.transforms.clip.ClipByValue;
import org.nd4j.linalg.api.ops.impl.transforms.custom.CumSum;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LogSoftMax;
import org.transformerbench.api.ModelException;

/**
 * The operations of SameDiff 1.0.0-M2.1 that give wrong values or wrong gradients, or have no gradient: a graph in which ND4J
 * would have to compute one of them is rejected. Each was compared with finite differences; a test does it again. The list is in
 * the documentation of {@link org.transformerbench.api.Model} too.
 */
public final class RefusedOperations {
    private static final String ENDS_JVM = "ends the JVM";
    private static final String NO_GRADIENT = "has no gradient";
    private static final String WRONG_GRADIENT = "has a wrong gradient";
    private static final String WRONG_OR_NO_GRADIENT = "has a wrong gradient, or none";

    /** SameDiff's names of its losses. */
    private static final Set<String> LOSSES = Set.of(
            "absolute_difference_loss",
            "cosine_distance_loss",
            "hinge_loss",
            "huber_loss",
            "l2_loss",
            "log_loss",
            "log_poisson_loss",
            "mean_pairwssqerr_loss",
            "mean_sqerr_loss",
            "sigm_cross_entropy_loss",
            "softmax_cross_entropy_loss",
            "sparse_softmax_cross_entropy_loss_with_logits");

    /** The defect of an operation. */
    enum Wrong {
        /** The operation must not even be run: it overwrites foreign memory, or ends the JVM. */
        MEMORY,
        VALUES,
        GRADIENT
    }

    /**
     * A refused operation.
     *
     * @param call how a model calls it
     * @param matches whether an operation is it
     * @param wrong what goes wrong first
     * @param fault what is wrong, after "which in SameDiff"
     * @param instead what is right
     */
    record Refused(String call, Predicate<DifferentialFunction> matches, Wrong wrong, String fault, String instead) {}

    private static final Refused BATCH_MMUL = new Refused(
            "batchMmul",
            named("batched_gemm"),
            Wrong.MEMORY,
            "gives wrong values and overwrites memory",
            "mmul, which multiplies batches too");

    private static final List<Refused> ALL = List.of(
            BATCH_MMUL,
            new Refused(
                    "repeat",
                    function -> function instanceof Repeat repeat && repeat.numIArguments() == 0,
                    Wrong.MEMORY,
                    ENDS_JVM,
                    "expandDims, tile and reshape"),
            new Refused(
                    "stridedSlice or get with a negative stride",
                    function -> function instanceof StridedSlice slice && hasNegativeStride(slice),
                    Wrong.MEMORY,
                    ENDS_JVM,
                    "reverse, and a positive stride"),
            new Refused(
                    "preciseGelu",
                    named("precise_gelu"),
                    Wrong.VALUES,
                    "cubes its coefficient, in its gradient otherwise than in its values",
                    "the tanh form in elementary operations, or x.mul(0.5).mul(erf(x / sqrt(2)).add(1))"),
            gradient(
                    "gather with an axis other than 0, or whose ids and rows both depend on the batch",
                    named(GraphRewrite.GATHER),
                    WRONG_GRADIENT,
                    "gather(table, ids, 0), or the product of one-hot ids and the table"),
            gradient("gatherNd", named("gather_nd"), NO_GRADIENT, "the product of one-hot ids and the table"),
            gradient("EmbeddingLookup", named("embedding_lookup"), NO_GRADIENT, "gather(table, ids, 0)"),
            gradient("where", named("Where"), NO_GRADIENT, "x.mul(mask).add(y.mul(mask.rsub(1)))"),
            gradient("matrixBandPart", named("matrix_band_part"), NO_GRADIENT, "a product with a constant mask"),
            gradient("getView", named("create_view"), NO_GRADIENT, "get with the same SDIndex"),
            gradient("get(SDVariable) or put", named("invoke"), NO_GRADIENT, "get with SDIndex, or gather(x, ids, 0)"),
            gradient(
                    "logSoftmax with a dimension",
                    function -> function instanceof LogSoftMax softmax && softmax.numIArguments() > 0,
                    NO_GRADIENT,
                    "logSoftmax without a dimension, which is over the last one"),
            gradient(
                    "mmul with a vector",
                    function -> function instanceof Mmul product
                            && Arrays.stream(product.args()).anyMatch(RefusedOperations::isVector),
                    WRONG_OR_NO_GRADIENT,
                    "mmul with a matrix of one row or column"),
            gradient("tensorMmul", named("tensordot"), NO_GRADIENT, "reshape and mmul"),
            gradient("clipByNorm", named("clipbynorm"), WRONG_GRADIENT, "x.mul(limit).div(max(norm2(x), limit))"),
            gradient(
                    "clipByAvgNorm",
                    named("clipbyavgnorm"),
                    NO_GRADIENT,
                    "x.mul(limit).div(max(norm2(x) / n, limit)) for n elements"),
            gradient(
                    "clipByValue with variables",
                    function -> function instanceof ClipByValue clip && clip.numTArguments() == 0,
                    WRONG_GRADIENT,
                    "clipByValue with numbers, or max and min"),
            gradient(
                    "replaceWhere with a variable",
                    named("car"),
                    WRONG_GRADIENT,
                    "x.mul(mask.rsub(1)).add(y.mul(mask))"),
            gradient("topK", named("top_k"), NO_GRADIENT, "a product with a mask"),
            gradient("mod or floorMod", named("mod", "floormod"), WRONG_GRADIENT, "x.sub(y.mul(floor(x.div(y))))"),
            gradient(
                    "logSumExp with dimensions",
                    function -> function.opName().equals("reduce_logsumexp")
                            && ((DynamicCustomOp) function).numIArguments() > 0,
                    NO_GRADIENT,
                    "log(exp(x - max).sum(dimension)) + max"),
            gradient("scatterUpdate", named("scatter_update"), NO_GRADIENT, "a product with a constant mask, and add"),
            gradient(
                    "cumsum along another dimension than 0, or reversed",
                    function -> function instanceof CumSum sum && !isRight(sum),
                    WRONG_GRADIENT,
                    "the product with a constant triangle of ones"),
            gradient(
                    "cumprod",
                    named("cumprod"),
                    WRONG_GRADIENT,
                    "exp of the sums of log(x), which are a product with a triangle of ones"),
            gradient(
                    "variance with biasCorrected false",
                    function -> function.opName().equals("var")
                            && function instanceof Variance variance
                            && !variance.isBiasCorrected(),
                    WRONG_GRADIENT,
                    "mean(square(x - mean(x))), or moments"),
            gradient("splitV", named("split_v"), NO_GRADIENT, "get with SDIndex for each part"),
            gradient(
                    "pad with another mode than CONSTANT",
                    function -> function.opName().equals("pad") && ((DynamicCustomOp) function).iArgs()[0] != 0,
                    WRONG_GRADIENT,
                    "concat with the parts that are repeated"),
            gradient("cross", named("cross"), WRONG_GRADIENT, "products of the parts"),
            gradient("logEntropy", named("logentropy"), NO_GRADIENT, "log(entropy(x, dimension))"),
            gradient("batchNorm", named("batchnorm"), NO_GRADIENT, "moments, sub, mul and add"),
            gradient("normalizeMoments", named("normalize_moments"), NO_GRADIENT, "moments"),
            gradient(
                    "localResponseNormalization", named("lrn"), WRONG_GRADIENT, "div by a power of the sum of squares"),
            gradient(
                    "gru or gruCell",
                    named("gru", "gruCell"),
                    WRONG_OR_NO_GRADIENT,
                    "mmul, sigmoid and tanh, position by position"),
            gradient(
                    "matrixInverse, matrixDeterminant, logdet, cholesky, solve, triangularSolve, lu, qr, svd or lstsq",
                    named(
                            "matrix_inverse",
                            "matrix_determinant",
                            "logdet",
                            "cholesky",
                            "solve",
                            "triangular_solve",
                            "lu",
                            "qr",
                            "svd",
                            "lstsq"),
                    WRONG_OR_NO_GRADIENT,
                    "mmul with matrices that are learned"),
            gradient(
                    "hardTanhDerivative, leakyReluDerivative, sigmoidDerivative, softmaxDerivative or softsignDerivative",
                    named(
                            "hardtanhderivative",
                            "leakyreluderivative",
                            "sigmoid_bp",
                            "softmax_bp",
                            "softsignderivative"),
                    WRONG_OR_NO_GRADIENT,
                    "the formula in elementary operations"),
            gradient(
                    "relu6 from another number than 0",
                    function -> function instanceof Relu6 relu
                            && relu.scalar() != null
                            && relu.scalar().getDouble(0) != 0,
                    WRONG_GRADIENT,
                    "min and max"),
            gradient("dropout", named("dropout"), NO_GRADIENT, "GraphScope.dropout"),
            gradient("dropoutInverted", named("dropout_inverted"), NO_GRADIENT, "GraphScope.dropout"),
            gradient(
                    "sd.loss",
                    function -> LOSSES.contains(function.opName()),
                    "ignores in its gradient what is computed from it",
                    "logSoftmax, mul, sum and mean"));

    private RefusedOperations() {}

    private static Refused gradient(
            String call, Predicate<DifferentialFunction> matches, String fault, String instead) {
        return new Refused(call, matches, Wrong.GRADIENT, fault, instead);
    }

    private static Predicate<DifferentialFunction> named(String... names) {
        return function -> Arrays.asList(names).contains(function.opName());
    }

    /**
     * Returns whether a cumulative sum is computed correctly; the integer arguments are exclusive, reverse and the dimension.
     */
    private static boolean isRight(CumSum sum) {
        long[] arguments = sum.iArgs();
        return arguments.length == 3 && arguments[1] == 0 && arguments[2] == 0;
    }

    /**
     * Returns whether a slice has a negative stride; the integer arguments are five masks, then begin, end and stride of each
     * dimension.
     */
    private static boolean hasNegativeStride(StridedSlice slice) {
        long[] arguments = slice.iArgs();
        int rank = (arguments.length - 5) / 3;
        return Arrays.stream(arguments, arguments.length - rank, arguments.length)
                .anyMatch(stride -> stride < 0);
    }

    /** Returns whether a variable is a vector, as far as is known before the graph is run. */
    private static boolean isVector(SDVariable variable) {
        VariableType type = variable.getVariableType();
        return (type == VariableType.VARIABLE || type == VariableType.CONSTANT)
                && variable.getArr().rank() == 1;
    }

    /** Returns all refused operations. */
    static List<Refused> all() {
        return ALL;
    }

    /**
     * Rejects graphs with operations that must not even be run.
     *
     * @throws ModelException that names variable and operation, and what to use
     */
    static void requireRunnable(LiveOperations live) {
        fault(live, live.inOrder(), EnumSet.of(Wrong.MEMORY)).ifPresent(fault -> {
            throw new ModelException(fault);
        });
    }

    /**
     * Rejects a graph that ND4J executes as a whole.
     *
     * @param graph the graph
     * @param differentiated whether gradients are computed too
     * @throws ModelException if a value or gradient would be wrong; names variable and operation, and what to use
     */
    public static void requireNone(ModelGraph graph, boolean differentiated) {
        LiveOperations live = LiveOperations.of(graph.logits());
        refusal(graph, live, live.inOrder(), differentiated).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /**
     * Returns what is wrong if ND4J executes a part of a graph.
     *
     * @param graph the graph
     * @param operations the names of the operations
     * @param differentiated whether gradients are computed too
     * @return an error that names variable and operation, and what to use; empty if everything is right
     */
    public static Optional<ModelException> refusal(ModelGraph graph, Set<String> operations, boolean differentiated) {
        LiveOperations live = LiveOperations.of(graph.logits());
        List<SameDiffOp> part = live.inOrder().stream()
                .filter(operation -> operations.contains(operation.getName()))
                .toList();
        return refusal(graph, live, part, differentiated);
    }

    /** Returns advice on what to use where the declaration of an operation threw, as batchMmul's does in a model. */
    static Optional<String> duringDeclaration(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().equals(BatchMmul.class.getName()))
                .findFirst()
                .map(frame ->
                        BATCH_MMUL.call() + " in SameDiff " + BATCH_MMUL.fault() + "; use " + BATCH_MMUL.instead());
    }

    /**
     * Explains which operation SameDiff could not differentiate.
     *
     * @param graph the graph
     * @param failure what it threw
     * @return an error that names variable and operation, if they can be told from what it threw
     */
    public static ModelException notDifferentiable(ModelGraph graph, RuntimeException failure) {
        String culprit = LiveOperations.of(graph.logits()).inOrder().stream()
                .filter(operation -> isNamed(operation.getOp().getClass().getName(), failure))
                .findFirst()
                .map(operation -> ", of " + made(operation))
                .orElse("");
        return new ModelException(
                "The model '" + graph.model() + "' cannot be trained: SameDiff has no gradient of its graph" + culprit
                        + ": " + failure,
                failure);
    }

    private static boolean isNamed(String operation, RuntimeException failure) {
        return String.valueOf(failure.getMessage()).contains(operation)
                || Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(operation)
                                && frame.getMethodName().equals("doDiff"));
    }

    private static String made(SameDiffOp operation) {
        return "'" + operation.getOutputsOfOp().get(0) + "', which "
                + operation.getOp().opName() + " makes";
    }

    private static Optional<ModelException> refusal(
            ModelGraph graph, LiveOperations live, Collection<SameDiffOp> operations, boolean differentiated) {
        return fault(live, operations, differentiated ? EnumSet.allOf(Wrong.class) : EnumSet.of(Wrong.VALUES))
                .map(fault -> new ModelException("The model '" + graph.model() + "' cannot be trained: " + fault));
    }

    private static Optional<String> fault(LiveOperations live, Collection<SameDiffOp> operations, Set<Wrong> looked) {
        List<Refused> candidates =
                ALL.stream().filter(refused -> looked.contains(refused.wrong())).toList();
        for (SameDiffOp operation : operations) {
            for (Refused refused : candidates) {
                // Whether a gradient flows is asked last, since that takes longest.
                if (refused.matches().test(operation.getOp())
                        && (refused.wrong() != Wrong.GRADIENT || live.dependsOnParameter(operation))) {
                    return Optional.of(
                            "its variable '" + operation.getOutputsOfOp().get(0) + "' is made by "
                                    + refused.call() + " (" + operation.getOp().opName() + "), which in SameDiff "
                                    + refused.fault() + "; use " + refused.instead());
                }
            }
        }
        return Optional.empty();
    }
}
