package org.transformerbench.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Absolute;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.ArcTangent;
import org.transformerbench.models.compiler.op.Broadcast;
import org.transformerbench.models.compiler.op.Ceil;
import org.transformerbench.models.compiler.op.Compare;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Cosine;
import org.transformerbench.models.compiler.op.Divide;
import org.transformerbench.models.compiler.op.Erf;
import org.transformerbench.models.compiler.op.Exponential;
import org.transformerbench.models.compiler.op.Floor;
import org.transformerbench.models.compiler.op.Logarithm;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Maximum;
import org.transformerbench.models.compiler.op.Minimum;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Negate;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Power;
import org.transformerbench.models.compiler.op.Reciprocal;
import org.transformerbench.models.compiler.op.ReduceMax;
import org.transformerbench.models.compiler.op.Reduction;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Round;
import org.transformerbench.models.compiler.op.Select;
import org.transformerbench.models.compiler.op.Sigmoid;
import org.transformerbench.models.compiler.op.Sign;
import org.transformerbench.models.compiler.op.Sine;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.SquareRoot;
import org.transformerbench.models.compiler.op.Subtract;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.Tanh;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.Elu;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Softplus;
import org.transformerbench.models.compiler.op.fused.Standardise;

/**
 * The operations that have a form in ONNX, one entry each. Those that only stand in backward passes, in decoders, or for ND4J have
 * none, and those that {@link OnnxLowering} takes apart need none.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX's operators</a>, as of opset {@value OnnxExport#OPSET}
 */
final class OnnxOperations {
    private static final Map<Class<? extends Op>, OnnxOperation> ENTRIES = entries();

    private OnnxOperations() {}

    private static Map<Class<? extends Op>, OnnxOperation> entries() {
        Map<Class<? extends Op>, OnnxOperation> entries = new HashMap<>(elementwise());
        entries.put(Parameter.class, (node, to) -> ((Parameter) node.op()).name());
        entries.put(Placeholder.class, (node, to) -> to.tokensAsNumbers());
        entries.put(Constant.class, (node, to) -> to.graph().constant((Constant) node.op()));
        entries.put(Compare.class, OnnxOperations::compare);
        entries.put(Select.class, OnnxOperations::select);
        entries.put(Elu.class, OnnxOperations::elu);
        entries.put(Sum.class, OnnxOperations::sum);
        entries.put(ReduceMax.class, OnnxOperations::reduceMax);
        entries.put(Softmax.class, OnnxOperations::softmax);
        entries.put(Matmul.class, (node, to) -> to.add("MatMul", to.operands(node, 2)));
        entries.put(Reshape.class, OnnxOperations::reshape);
        entries.put(Permute.class, OnnxOperations::permute);
        entries.put(Broadcast.class, OnnxOperations::broadcast);
        entries.put(Slice.class, OnnxOperations::slice);
        entries.put(Pad.class, OnnxOperations::pad);
        entries.put(Concat.class, OnnxOperations::concat);
        entries.put(OneHot.class, OnnxOperations::oneHot);
        entries.put(Embedding.class, OnnxOperations::embedding);
        entries.put(Standardise.class, OnnxOperations::standardise);
        entries.put(LayerNorm.class, OnnxOperations::layerNorm);
        entries.put(CausalAttention.class, OnnxOperations::attention);
        return Map.copyOf(entries);
    }

    /** Returns the types of the element-wise operations that ONNX has too. */
    private static Map<Class<? extends Op>, OnnxOperation> elementwise() {
        Map<Class<? extends Op>, String> types = new HashMap<>();
        types.put(Absolute.class, "Abs");
        types.put(Add.class, "Add");
        types.put(ArcTangent.class, "Atan");
        types.put(Ceil.class, "Ceil");
        types.put(Cosine.class, "Cos");
        types.put(Divide.class, "Div");
        types.put(Erf.class, "Erf");
        types.put(Exponential.class, "Exp");
        types.put(Floor.class, "Floor");
        types.put(Logarithm.class, "Log");
        types.put(Maximum.class, "Max");
        types.put(Minimum.class, "Min");
        types.put(Multiply.class, "Mul");
        types.put(Negate.class, "Neg");
        types.put(Power.class, "Pow");
        types.put(Reciprocal.class, "Reciprocal");
        types.put(Round.class, "Round");
        types.put(Sigmoid.class, "Sigmoid");
        types.put(Sign.class, "Sign");
        types.put(Sine.class, "Sin");
        types.put(Softplus.class, "Softplus");
        types.put(SquareRoot.class, "Sqrt");
        types.put(Subtract.class, "Sub");
        types.put(Tanh.class, "Tanh");
        Map<Class<? extends Op>, OnnxOperation> entries = new HashMap<>();
        types.forEach((op, type) -> entries.put(op, (node, to) -> to.add(type, to.operands(node, 0))));
        return entries;
    }

    /** Returns whether a kind of operation has a form. */
    static boolean has(Class<?> op) {
        return ENTRIES.containsKey(op);
    }

    /** Returns the form of an operation that has one. */
    static OnnxOperation of(Op op) {
        return ENTRIES.get(op.getClass());
    }

    private static String compare(Node node, OnnxWriter to) {
        String type =
                switch (((Compare) node.op()).relation()) {
                    case EQUAL, NOT_EQUAL -> "Equal";
                    case LESS -> "Less";
                    case LESS_OR_EQUAL -> "LessOrEqual";
                    case GREATER -> "Greater";
                    case GREATER_OR_EQUAL -> "GreaterOrEqual";
                };
        String holds = to.add(type, to.operands(node, 0));
        boolean not = ((Compare) node.op()).relation() == Compare.Relation.NOT_EQUAL;
        return to.cast(not ? to.add("Not", List.of(holds)) : holds, OnnxGraph.FLOAT);
    }

    private static String select(Node node, OnnxWriter to) {
        List<String> operands = new ArrayList<>(to.operands(node, 0));
        operands.set(0, to.cast(operands.get(0), OnnxGraph.BOOL));
        return to.add("Where", operands);
    }

    private static String elu(Node node, OnnxWriter to) {
        return to.add("Elu", to.operands(node, 0), OnnxGraph.attribute("alpha", ((Elu) node.op()).scale()));
    }

    private static String sum(Node node, OnnxWriter to) {
        String axes = to.graph()
                .vector(reducedAxes(node).stream().mapToLong(axis -> axis).toArray());
        return to.add("ReduceSum", List.of(to.value(node.input(0)), axes), OnnxGraph.attribute("keepdims", 1));
    }

    private static String reduceMax(Node node, OnnxWriter to) {
        return to.add(
                "ReduceMax",
                List.of(to.value(node.input(0))),
                OnnxGraph.attribute("axes", reducedAxes(node)),
                OnnxGraph.attribute("keepdims", 1));
    }

    private static List<Integer> reducedAxes(Node node) {
        return ((Reduction) node.op())
                .axes().stream().map(axis -> OnnxWriter.axis(node, axis)).toList();
    }

    private static String softmax(Node node, OnnxWriter to) {
        return to.add("Softmax", List.of(to.value(node.input(0))), OnnxGraph.attribute("axis", -1));
    }

    private static String reshape(Node node, OnnxWriter to) {
        Shape shape = node.shape();
        LongStream.Builder sizes = LongStream.builder();
        if (shape.batched()) {
            // As it was.
            sizes.add(0);
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            sizes.add(to.isText(node, axis) ? -1 : shape.dim(axis));
        }
        String target = to.graph().vector(sizes.build().toArray());
        return to.add("Reshape", List.of(to.value(node.input(0)), target));
    }

    private static String permute(Node node, OnnxWriter to) {
        List<Integer> order = new ArrayList<>();
        if (node.shape().batched()) {
            order.add(0);
        }
        ((Permute) node.op()).axes().forEach(axis -> order.add(OnnxWriter.axis(node, axis)));
        return to.add("Transpose", List.of(to.value(node.input(0))), OnnxGraph.attribute("perm", order));
    }

    private static String broadcast(Node node, OnnxWriter to) {
        Shape shape = node.shape();
        LongStream.Builder sizes = LongStream.builder();
        if (shape.batched()) {
            sizes.add(1);
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            // What has its size already may be as long as the text.
            sizes.add(node.input(0).shape().aligned(axis, shape.rank()) == 1 ? shape.dim(axis) : 1);
        }
        String target = to.graph().vector(sizes.build().toArray());
        return to.add("Expand", List.of(to.operands(node, 0).get(0), target));
    }

    private static String slice(Node node, OnnxWriter to) {
        Slice slice = (Slice) node.op();
        int size = node.input(0).shape().dim(slice.axis());
        long end = slice.begin() + (long) slice.count() * slice.step();
        return to.slice(
                to.value(node.input(0)),
                OnnxWriter.axis(node, slice.axis()),
                slice.begin(),
                // A negative end counts from behind; this one lies before the first element.
                to.graph().vector(end < 0 ? -size - 1 : end),
                slice.step());
    }

    private static String pad(Node node, OnnxWriter to) {
        Pad pad = (Pad) node.op();
        int rank = OnnxWriter.axis(node, node.shape().rank());
        long[] places = new long[2 * rank];
        int axis = OnnxWriter.axis(node, pad.axis());
        places[axis] = pad.begin();
        places[rank + axis] = pad.size() - pad.begin() - node.input(0).shape().dim(pad.axis());
        return to.add("Pad", List.of(to.value(node.input(0)), to.graph().vector(places)));
    }

    private static String concat(Node node, OnnxWriter to) {
        int axis = ((Concat) node.op()).axis();
        List<String> parts = new ArrayList<>();
        List<String> operands = to.operands(node, 0);
        for (int i = 0; i < operands.size(); i++) {
            parts.add(
                    node.shape().batched() && !node.input(i).shape().batched()
                            ? to.repeat(operands.get(i), node.shape().rank())
                            : operands.get(i));
        }
        return to.add("Concat", parts, OnnxGraph.attribute("axis", OnnxWriter.axis(node, axis)));
    }

    /** Writes a comparison with each index: ONNX's OneHot counts negative ones from the end. */
    private static String oneHot(Node node, OnnxWriter to) {
        int depth = ((OneHot) node.op()).depth();
        String index = to.add(
                "Unsqueeze", List.of(to.indices(node.input(0)), to.graph().vector(-1)));
        String places = to.graph().vector(LongStream.range(0, depth).toArray());
        return to.cast(to.add("Equal", List.of(index, places)), OnnxGraph.FLOAT);
    }

    private static String embedding(Node node, OnnxWriter to) {
        return to.add(
                "Gather", List.of(to.value(node.input(1)), to.indices(node.input(0))), OnnxGraph.attribute("axis", 0));
    }

    private static String standardise(Node node, OnnxWriter to) {
        float[] ones = new float[node.shape().dim(node.shape().rank() - 1)];
        Arrays.fill(ones, 1);
        String gain = to.graph().constant(new Constant(ones, Shape.of(ones.length)));
        return normalised(node, List.of(to.value(node.input(0)), gain), ((Standardise) node.op()).epsilon(), to);
    }

    private static String layerNorm(Node node, OnnxWriter to) {
        return normalised(node, node.inputs().stream().map(to::value).toList(), ((LayerNorm) node.op()).epsilon(), to);
    }

    private static String normalised(Node node, List<String> operands, float epsilon, OnnxWriter to) {
        return to.add(
                "LayerNormalization",
                operands,
                OnnxGraph.attribute("axis", -1),
                OnnxGraph.attribute("epsilon", epsilon));
    }

    private static String attention(Node node, OnnxWriter to) {
        CausalAttention attention = (CausalAttention) node.op();
        List<String> operands = to.operands(node, 2);
        int keyRank = to.onnxRank(node.input(1), node);
        List<Integer> swapped =
                new ArrayList<>(IntStream.range(0, keyRank).boxed().toList());
        Collections.swap(swapped, keyRank - 2, keyRank - 1);
        String keys = to.add("Transpose", List.of(operands.get(1)), OnnxGraph.attribute("perm", swapped));
        String scores = to.add("MatMul", List.of(operands.get(0), keys));
        scores = to.add("Mul", List.of(scores, to.graph().constant(Constant.of(attention.scale()))));
        if (attention.biased()) {
            scores = to.add("Add", List.of(scores, to.scores(node.input(3), node)));
        }
        String hidden = to.graph().constant(Constant.of(Float.NEGATIVE_INFINITY));
        scores = to.add("Where", List.of(to.seen(node), scores, hidden));
        String weights = to.add("Softmax", List.of(scores), OnnxGraph.attribute("axis", -1));
        if (attention.masked()) {
            Node mask = node.input(node.inputs().size() - 1);
            weights = to.add("Mul", List.of(weights, to.scores(mask, node)));
        }
        return to.add("MatMul", List.of(weights, operands.get(2)));
    }
}
