package org.transformerbench.models.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.enums.PartitionMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.weights.GRUWeights;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.EmbeddingLookup;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Uses of the operations that are refused, of each at least one. */
final class RefusedUses {
    private static final long WIDTH = 4;

    private RefusedUses() {}

    /** A use of an operation on something of shape (2, 3, 4), or (B, 3, 4). */
    interface Use {
        SDVariable of(SameDiff graph, SDVariable x);
    }

    /** At least one for each that is refused. */
    static Map<String, List<Use>> all() {
        Map<String, List<Use>> uses = new LinkedHashMap<>();
        uses.put(
                "batchMmul",
                List.of((graph, x) -> graph.batchMmul(
                                new SDVariable[] {rows(x)}, new SDVariable[] {number(graph, x, 0.3, 4, 5)})[0]));
        uses.put("repeat", List.of((graph, x) -> graph.repeat(x, ids(graph, 2), 1)));
        uses.put(
                "stridedSlice or get with a negative stride",
                List.of((graph, x) ->
                        graph.stridedSlice(x, new long[] {0, 2, 0}, new long[] {1, 0, 4}, new long[] {1, -1, 1})));
        uses.put("preciseGelu", List.of((graph, x) -> graph.nn().preciseGelu(x)));
        uses.put(
                "gather with an axis other than 0, or whose ids and rows both depend on the batch",
                List.of(
                        (graph, x) -> graph.gather(x, ids(graph, 0, 2, 2), 1),
                        (graph, x) -> graph.gather(x, new int[] {1, 0}, 2)));
        uses.put(
                "gatherNd",
                List.of((graph, x) ->
                        graph.gatherNd(rows(x), graph.constant(Nd4j.createFromArray(new int[][] {{0, 2}, {1, 1}})))));
        uses.put(
                "EmbeddingLookup",
                List.of((graph, x) ->
                        new EmbeddingLookup(graph, rows(x), ids(graph, 0, 2), PartitionMode.MOD).outputVariable()));
        uses.put("where", List.of((graph, x) -> graph.where(x, x.mul(2), x.gt(0))));
        uses.put("matrixBandPart", List.of((graph, x) -> graph.linalg().matrixBandPart(x, 1, 1)[0]));
        uses.put("getView", List.of((graph, x) -> x.getView(SDIndex.all(), SDIndex.interval(0, 2), SDIndex.all())));
        uses.put("get(SDVariable) or put", List.of((graph, x) -> rows(x).get(ids(graph, 0, 2))));
        uses.put(
                "logSoftmax with a dimension",
                List.of(
                        (graph, x) -> graph.nn().logSoftmax(x, 2),
                        (graph, x) -> graph.nn().logSoftmax(x, 1)));
        uses.put(
                "mmul with a vector",
                List.of(
                        (graph, x) -> rows(x).mmul(number(graph, x, 0.4, 4)),
                        (graph, x) -> number(graph, x, 0.4, 4).mmul(x.sum(0).sum(0))));
        uses.put(
                "tensorMmul",
                List.of((graph, x) -> graph.tensorMmul(x, number(graph, x, 0.3, 4, 5), new int[] {2}, 0)));
        uses.put(
                "clipByNorm",
                List.of(
                        (graph, x) -> graph.math().clipByNorm(x, 0.5),
                        (graph, x) -> graph.math().clipByNorm(x, 0.5, 2)));
        uses.put("clipByAvgNorm", List.of((graph, x) -> graph.math().clipByAvgNorm(x, 0.05)));
        uses.put(
                "clipByValue with variables",
                List.of((graph, x) -> graph.clipByValue(x, number(graph, x, -0.5), number(graph, x, 0.5))));
        uses.put(
                "replaceWhere with a variable",
                List.of((graph, x) -> graph.replaceWhere(x, graph.math().square(x), Conditions.greaterThan(0.1))));
        uses.put("topK", List.of((graph, x) -> graph.nn().topK(x, 2, true)[0]));
        uses.put(
                "mod or floorMod",
                List.of(
                        (graph, x) -> graph.math().mod(x.add(2), x.add(1)),
                        (graph, x) -> graph.math().floorMod(x.add(2), x.add(1))));
        uses.put("logSumExp with dimensions", List.of((graph, x) -> graph.math().logSumExp(x, 2)));
        uses.put(
                "scatterUpdate",
                List.of((graph, x) -> graph.scatterUpdate(rows(x), ids(graph, 1), number(graph, x, 1, 1, 4))));
        uses.put(
                "cumsum along another dimension than 0, or reversed",
                List.of(
                        (graph, x) -> graph.cumsum(x, false, false, 1),
                        (graph, x) -> graph.cumsum(x, true, false, 2),
                        (graph, x) -> graph.cumsum(x, false, true, 0)));
        uses.put(
                "cumprod",
                List.of(
                        (graph, x) -> graph.cumprod(x, false, false, 0),
                        (graph, x) -> graph.cumprod(x, false, false, 2)));
        uses.put("variance with biasCorrected false", List.of((graph, x) -> graph.variance(x, false, 2)));
        uses.put("splitV", List.of((graph, x) -> graph.splitV(x, ids(graph, 1, 3), 2, 2)[1]));
        uses.put(
                "pad with another mode than CONSTANT",
                List.of((graph, x) -> graph.nn()
                        .pad(
                                x,
                                graph.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 0}, {0, 0}})),
                                PadMode.REFLECT,
                                0)));
        uses.put(
                "cross",
                List.of((graph, x) -> graph.math()
                        .cross(
                                x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 3)),
                                x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(1, 4)))));
        uses.put(
                "logEntropy",
                List.of((graph, x) -> graph.math().logEntropy(graph.math().square(x), 2)));
        uses.put(
                "batchNorm",
                List.of((graph, x) -> graph.nn()
                        .batchNorm(
                                rows(x),
                                number(graph, x, 0.1, 4),
                                number(graph, x, 1.1, 4),
                                number(graph, x, 1, 4),
                                number(graph, x, 0, 4),
                                1e-3,
                                1)));
        uses.put(
                "normalizeMoments",
                List.of((graph, x) -> graph.math()
                        .normalizeMoments(
                                number(graph, x, 4),
                                x.sum(2),
                                graph.math().square(x).sum(2),
                                0)[1]));
        uses.put(
                "localResponseNormalization",
                List.of((graph, x) -> graph.cnn()
                        .localResponseNormalization(
                                x.reshape(-1, 3, 2, 2),
                                LocalResponseNormalizationConfig.builder()
                                        .alpha(0.1)
                                        .beta(0.75)
                                        .bias(1)
                                        .depth(2)
                                        .build())));
        uses.put(
                "gru or gruCell",
                List.of(
                        (graph, x) -> graph.rnn()
                                .gru(
                                        x.permute(1, 0, 2),
                                        x.sum(1),
                                        number(graph, x, 0.3, 4, 12),
                                        number(graph, x, 0.3, 4, 12),
                                        number(graph, x, 0.1, 12)),
                        (graph, x) -> graph.rnn()
                                .gruCell(
                                        x.sum(1),
                                        x.sum(1),
                                        GRUWeights.builder()
                                                .ruWeight(number(graph, x, 0.3, 8, 8))
                                                .cWeight(number(graph, x, 0.3, 8, 4))
                                                .ruBias(number(graph, x, 0.3, 8))
                                                .cBias(number(graph, x, 0.3, 4))
                                                .build())[3]));
        uses.put(
                "matrixInverse, matrixDeterminant, logdet, cholesky, solve, triangularSolve, lu, qr, svd or lstsq",
                List.of(
                        (graph, x) -> graph.math().matrixInverse(positive(graph, x)),
                        (graph, x) -> graph.math().matrixDeterminant(positive(graph, x)),
                        (graph, x) -> graph.linalg().logdet(positive(graph, x)),
                        (graph, x) -> graph.linalg().cholesky(positive(graph, x)),
                        (graph, x) -> graph.linalg().solve(positive(graph, x), positive(graph, x)),
                        (graph, x) ->
                                graph.linalg().triangularSolve(positive(graph, x), positive(graph, x), true, false),
                        (graph, x) -> graph.linalg().lu(positive(graph, x)),
                        (graph, x) -> graph.linalg().qr(positive(graph, x), false)[0],
                        (graph, x) -> graph.linalg().svd(positive(graph, x), false, true),
                        (graph, x) -> graph.linalg().lstsq(positive(graph, x), positive(graph, x), 0)));
        uses.put(
                "hardTanhDerivative, leakyReluDerivative, sigmoidDerivative, softmaxDerivative or softsignDerivative",
                List.of(
                        (graph, x) -> graph.nn().hardTanhDerivative(x.mul(2)).mul(x),
                        (graph, x) -> graph.nn().leakyReluDerivative(x, 0.1).mul(x),
                        (graph, x) -> graph.nn().sigmoidDerivative(x, x),
                        (graph, x) -> graph.nn().softmaxDerivative(x, x, 2),
                        (graph, x) -> graph.nn().softsignDerivative(x)));
        uses.put(
                "relu6 from another number than 0",
                List.of((graph, x) -> graph.nn().relu6(x.mul(8).add(3.2), 1.2)));
        uses.put("dropout", List.of((graph, x) -> graph.nn().dropout(x, 0.5)));
        uses.put("dropoutInverted", List.of((graph, x) -> graph.nn().dropoutInverted(x, 0.5)));
        uses.put(
                "sd.loss",
                List.of(
                        (graph, x) -> graph.loss().absoluteDifference("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().cosineDistance("loss", ones(graph, x), rows(x), null, 1),
                        (graph, x) -> graph.loss().hingeLoss("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().huberLoss("loss", ones(graph, x), rows(x), null, 1.0),
                        (graph, x) -> graph.loss().l2Loss("loss", x),
                        (graph, x) -> graph.loss()
                                .logLoss(
                                        "loss",
                                        ones(graph, x),
                                        graph.nn().sigmoid(rows(x)),
                                        null,
                                        LossReduce.SUM,
                                        1e-7),
                        (graph, x) -> graph.loss().logPoisson("loss", ones(graph, x), rows(x), null, false),
                        (graph, x) -> graph.loss()
                                .meanPairwiseSquaredError(
                                        "loss", ones(graph, x), rows(x), number(graph, x, 1), LossReduce.SUM),
                        (graph, x) -> graph.loss().meanSquaredError("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().sigmoidCrossEntropy("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss()
                                .softmaxCrossEntropy("loss", ones(graph, x), rows(x), null, LossReduce.SUM, 0),
                        (graph, x) -> graph.loss()
                                .sparseSoftmaxCrossEntropy(
                                        "loss",
                                        rows(x),
                                        ones(graph, x)
                                                .sum(1)
                                                .castTo(DataType.INT32)
                                                .sub(2))));
        return uses;
    }

    private static SDVariable rows(SDVariable x) {
        return x.reshape(-1, WIDTH);
    }

    /** Labels of all rows. */
    private static SDVariable ones(SameDiff graph, SDVariable x) {
        return graph.onesLike(rows(x));
    }

    /** A matrix that has an inverse, and is symmetric and positive. */
    private static SDVariable positive(SameDiff graph, SDVariable x) {
        SDVariable product = graph.mmul(rows(x), rows(x), true, false, false);
        return product.add(graph.constant(Nd4j.eye(4).castTo(x.dataType())));
    }

    static SDVariable number(SameDiff graph, SDVariable x, double value, long... shape) {
        return graph.constant(Nd4j.valueArrayOf(shape, value, x.dataType()));
    }

    private static SDVariable ids(SameDiff graph, int... ids) {
        return graph.constant(Nd4j.createFromArray(ids));
    }
}
