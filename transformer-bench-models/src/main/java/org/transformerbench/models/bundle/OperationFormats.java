package org.transformerbench.models.bundle;

import static org.transformerbench.models.bundle.OperationFormat.of;
import static org.transformerbench.models.bundle.OperationFormat.plain;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.transformerbench.models.bundle.OperationFormat.Operands;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Absolute;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.ArcTangent;
import org.transformerbench.models.compiler.op.Broadcast;
import org.transformerbench.models.compiler.op.Ceil;
import org.transformerbench.models.compiler.op.Compare;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Cosine;
import org.transformerbench.models.compiler.op.Divide;
import org.transformerbench.models.compiler.op.Erf;
import org.transformerbench.models.compiler.op.Exponential;
import org.transformerbench.models.compiler.op.Floor;
import org.transformerbench.models.compiler.op.InverseSquareRoot;
import org.transformerbench.models.compiler.op.Log1p;
import org.transformerbench.models.compiler.op.Logarithm;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Maximum;
import org.transformerbench.models.compiler.op.Minimum;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Negate;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Power;
import org.transformerbench.models.compiler.op.Reciprocal;
import org.transformerbench.models.compiler.op.ReduceMax;
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
import org.transformerbench.models.compiler.op.fused.GeluErf;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.op.fused.Silu;
import org.transformerbench.models.compiler.op.fused.Softplus;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.op.fused.Swish;

/**
 * The table of operations that have a written form: one entry an operation. A name stays what it is: files have it. Leaves are not
 * among them, see {@link LeafFormat}: their attributes are the node's own shape, and values.
 */
final class OperationFormats {
    private static final List<String> NAMES = List.of(
            "absolute",
            "add",
            "arcTangent",
            "broadcast",
            "causalAttention",
            "ceil",
            "compare",
            "concat",
            "cosine",
            "divide",
            "elu",
            "embedding",
            "erf",
            "exponential",
            "floor",
            "geluErf",
            "geluTanh",
            "headAttention",
            "inverseSquareRoot",
            "layerNorm",
            "linear",
            "log1p",
            "logarithm",
            "matmul",
            "maximum",
            "minimum",
            "multiply",
            "negate",
            "oneHot",
            "pad",
            "permute",
            "power",
            "reciprocal",
            "reduceMax",
            "reshape",
            "rmsNorm",
            "round",
            "select",
            "sigmoid",
            "sign",
            "silu",
            "sine",
            "slice",
            "softmax",
            "softplus",
            "squareRoot",
            "standardise",
            "subtract",
            "sum",
            "swish",
            "tanh");

    private static final Map<String, OperationFormat<?>> KNOWN = new ConcurrentHashMap<>();

    private OperationFormats() {}

    /** Returns the entry of a name; empty if there is none. It is made when it is first asked for: a graph has few of them. */
    static Optional<OperationFormat<?>> named(String name) {
        OperationFormat<?> known = KNOWN.get(name);
        if (known == null) {
            known = entry(name);
            if (known != null) {
                KNOWN.put(name, known);
            }
        }
        return Optional.ofNullable(known);
    }

    /** Returns all entries, in the order of their names. */
    static List<OperationFormat<?>> all() {
        List<OperationFormat<?>> all = new ArrayList<>();
        NAMES.forEach(name -> all.add(named(name).orElseThrow()));
        return all;
    }

    /** Returns the entry of an operation; empty if it has no written form. */
    static Optional<OperationFormat<?>> find(Op op) {
        for (OperationFormat<?> format : all()) {
            if (format.type() == op.getClass()) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static OperationFormat<?> entry(String name) {
        return switch (name) {
            case "absolute" -> plain(name, Absolute.class, 1, Absolute::new);
            case "add" -> plain(name, Add.class, 2, Add::new);
            case "arcTangent" -> plain(name, ArcTangent.class, 1, ArcTangent::new);
            case "broadcast" ->
                of(
                        name,
                        Broadcast.class,
                        op -> 1,
                        (op, json) -> wholes(json, "dims", op.dims()),
                        in -> new Broadcast(in.wholes("dims")));
            case "causalAttention" ->
                of(
                        name,
                        CausalAttention.class,
                        op -> 3 + (op.biased() ? 1 : 0) + (op.masked() ? 1 : 0),
                        (op, json) -> {
                            json.writeNumberField("scale", op.scale());
                            json.writeBooleanField("biased", op.biased());
                            json.writeBooleanField("masked", op.masked());
                        },
                        in -> new CausalAttention(in.number("scale"), in.flag("biased"), in.flag("masked")));
            case "ceil" -> plain(name, Ceil.class, 1, Ceil::new);
            case "compare" ->
                of(
                        name,
                        Compare.class,
                        op -> 2,
                        (op, json) ->
                                json.writeStringField("relation", op.relation().name()),
                        in -> new Compare(in.constant("relation", Compare.Relation.class)));
            case "concat" ->
                new OperationFormat<>(
                        name,
                        Concat.class,
                        op -> new Operands(1, Integer.MAX_VALUE),
                        (op, json) -> json.writeNumberField("axis", op.axis()),
                        in -> new Concat(in.whole("axis")));
            case "cosine" -> plain(name, Cosine.class, 1, Cosine::new);
            case "divide" -> plain(name, Divide.class, 2, Divide::new);
            case "elu" ->
                of(
                        name,
                        Elu.class,
                        op -> 1,
                        (op, json) -> json.writeNumberField("scale", op.scale()),
                        in -> new Elu(in.number("scale")));
            case "embedding" -> plain(name, Embedding.class, 2, 3, Embedding::new);
            case "erf" -> plain(name, Erf.class, 1, Erf::new);
            case "exponential" -> plain(name, Exponential.class, 1, Exponential::new);
            case "floor" -> plain(name, Floor.class, 1, Floor::new);
            case "geluErf" -> plain(name, GeluErf.class, 1, GeluErf::new);
            case "geluTanh" -> plain(name, GeluTanh.class, 1, GeluTanh::new);
            case "headAttention" ->
                of(
                        name,
                        HeadAttention.class,
                        op -> 3 + (op.masked() ? 1 : 0),
                        (op, json) -> {
                            json.writeNumberField("heads", op.heads());
                            json.writeNumberField("scale", op.scale());
                            json.writeBooleanField("masked", op.masked());
                        },
                        in -> new HeadAttention(in.whole("heads"), in.number("scale"), in.flag("masked")));
            case "inverseSquareRoot" -> plain(name, InverseSquareRoot.class, 1, InverseSquareRoot::new);
            case "layerNorm" ->
                new OperationFormat<>(
                        name,
                        LayerNorm.class,
                        op -> new Operands(2, 3),
                        (op, json) -> json.writeNumberField("epsilon", op.epsilon()),
                        in -> new LayerNorm(in.number("epsilon")));
            case "linear" -> plain(name, Linear.class, 2, 3, Linear::new);
            case "log1p" -> plain(name, Log1p.class, 1, Log1p::new);
            case "logarithm" -> plain(name, Logarithm.class, 1, Logarithm::new);
            case "matmul" -> plain(name, Matmul.class, 2, Matmul::new);
            case "maximum" -> plain(name, Maximum.class, 2, Maximum::new);
            case "minimum" -> plain(name, Minimum.class, 2, Minimum::new);
            case "multiply" -> plain(name, Multiply.class, 2, Multiply::new);
            case "negate" -> plain(name, Negate.class, 1, Negate::new);
            case "oneHot" ->
                of(
                        name,
                        OneHot.class,
                        op -> 1,
                        (op, json) -> json.writeNumberField("depth", op.depth()),
                        in -> new OneHot(in.whole("depth")));
            case "pad" ->
                of(
                        name,
                        Pad.class,
                        op -> 1,
                        (op, json) -> {
                            json.writeNumberField("axis", op.axis());
                            json.writeNumberField("begin", op.begin());
                            json.writeNumberField("step", op.step());
                            json.writeNumberField("size", op.size());
                        },
                        in -> new Pad(in.whole("axis"), in.whole("begin"), in.whole("step"), in.whole("size")));
            case "permute" ->
                of(
                        name,
                        Permute.class,
                        op -> 1,
                        (op, json) -> wholes(json, "axes", op.axes()),
                        in -> new Permute(in.wholes("axes")));
            case "power" -> plain(name, Power.class, 2, Power::new);
            case "reciprocal" -> plain(name, Reciprocal.class, 1, Reciprocal::new);
            case "reduceMax" ->
                of(
                        name,
                        ReduceMax.class,
                        op -> 1,
                        (op, json) -> wholes(json, "axes", op.axes()),
                        in -> new ReduceMax(in.wholes("axes")));
            case "reshape" ->
                of(
                        name,
                        Reshape.class,
                        op -> 1,
                        (op, json) -> wholes(json, "dims", op.dims()),
                        in -> new Reshape(in.wholes("dims")));
            case "rmsNorm" ->
                of(
                        name,
                        RmsNorm.class,
                        op -> 1,
                        (op, json) -> json.writeNumberField("epsilon", op.epsilon()),
                        in -> new RmsNorm(in.number("epsilon")));
            case "round" -> plain(name, Round.class, 1, Round::new);
            case "select" -> plain(name, Select.class, 3, Select::new);
            case "sigmoid" -> plain(name, Sigmoid.class, 1, Sigmoid::new);
            case "sign" -> plain(name, Sign.class, 1, Sign::new);
            case "silu" -> plain(name, Silu.class, 1, Silu::new);
            case "sine" -> plain(name, Sine.class, 1, Sine::new);
            case "slice" ->
                of(
                        name,
                        Slice.class,
                        op -> 1,
                        (op, json) -> {
                            json.writeNumberField("axis", op.axis());
                            json.writeNumberField("begin", op.begin());
                            json.writeNumberField("count", op.count());
                            json.writeNumberField("step", op.step());
                        },
                        in -> new Slice(in.whole("axis"), in.whole("begin"), in.whole("count"), in.whole("step")));
            case "softmax" -> plain(name, Softmax.class, 1, Softmax::new);
            case "softplus" -> plain(name, Softplus.class, 1, Softplus::new);
            case "squareRoot" -> plain(name, SquareRoot.class, 1, SquareRoot::new);
            case "standardise" ->
                of(
                        name,
                        Standardise.class,
                        op -> 1,
                        (op, json) -> json.writeNumberField("epsilon", op.epsilon()),
                        in -> new Standardise(in.number("epsilon")));
            case "subtract" -> plain(name, Subtract.class, 2, Subtract::new);
            case "sum" ->
                of(
                        name,
                        Sum.class,
                        op -> 1,
                        (op, json) -> wholes(json, "axes", op.axes()),
                        in -> new Sum(in.wholes("axes")));
            case "swish" ->
                of(
                        name,
                        Swish.class,
                        op -> 1,
                        (op, json) -> json.writeNumberField("slope", op.slope()),
                        in -> new Swish(in.number("slope")));
            case "tanh" -> plain(name, Tanh.class, 1, Tanh::new);
            default -> null;
        };
    }

    private static void wholes(JsonGenerator json, String name, List<Integer> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (int number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }
}
