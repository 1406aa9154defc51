package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of element-wise operations: arithmetic, comparisons and activations. */
final class ElementwiseImports {
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;
    /** Coefficient of SameDiff's {@code gelu}. */
    private static final double SIGMOID_GELU = 1.702;

    private ElementwiseImports() {}

    static void addTo(Map<String, Importer> table) {
        arithmetic(table);
        scalars(table);
        functions(table);
        activations(table);
        comparisons(table);
        choices(table);
    }

    private static void arithmetic(Map<String, Importer> table) {
        binary(table, "add", (make, x, y) -> make.add(x, y));
        binary(table, "subtract", (make, x, y) -> make.subtract(x, y));
        binary(table, "multiply", (make, x, y) -> make.multiply(x, y));
        binary(table, "divide", (make, x, y) -> make.divide(x, y));
        binary(table, "reversesubtract", (make, x, y) -> make.subtract(y, x));
        binary(table, "reversedivide", (make, x, y) -> make.divide(y, x));
        binary(table, "squaredsubtract", (make, x, y) -> square(make, make.subtract(x, y)));
        binary(table, "maximum", (make, x, y) -> make.maximum(x, y));
        binary(table, "minimum", (make, x, y) -> make.minimum(x, y));
        binary(table, "Pow", (make, x, y) -> make.power(x, y));
        table.put("mergeadd", source -> fold(source, source.make()::add));
        table.put("mergemax", source -> fold(source, source.make()::maximum));
        table.put("mergeavg", ElementwiseImports::mean);
        table.put("biasadd", ElementwiseImports::bias);
    }

    private static void scalars(Map<String, Importer> table) {
        scalar(table, "add_scalar", (make, x, y) -> make.add(x, y));
        scalar(table, "sub_scalar", (make, x, y) -> make.subtract(x, y));
        scalar(table, "mul_scalar", (make, x, y) -> make.multiply(x, y));
        scalar(table, "div_scalar", (make, x, y) -> make.divide(x, y));
        scalar(table, "rsub_scalar", (make, x, y) -> make.subtract(y, x));
        scalar(table, "rdiv_scalar", (make, x, y) -> make.divide(y, x));
        scalar(table, "max_scalar", (make, x, y) -> make.maximum(x, y));
        scalar(table, "scalar_min", (make, x, y) -> make.minimum(x, y));
        table.put("pow", source -> one(source, x -> power(source.make(), x, source.scalar())));
        table.put(
                "log_x",
                source -> one(
                        source,
                        x -> source.make()
                                .multiply(
                                        source.make().logarithm(x),
                                        source.make().number(1 / Math.log(source.scalar())))));
    }

    private static void functions(Map<String, Importer> table) {
        unary(table, "neg", Expressions::negate);
        unary(table, "abs", Expressions::absolute);
        unary(table, "square", ElementwiseImports::square);
        unary(table, "cube", (make, x) -> make.multiply(square(make, x), x));
        unary(table, "Reciprocal", Expressions::reciprocal);
        unary(table, "sqrt", Expressions::squareRoot);
        unary(table, "rsqrt", Expressions::inverseSquareRoot);
        unary(table, "exp", Expressions::exponential);
        unary(table, "log", Expressions::logarithm);
        unary(table, "log1p", Expressions::log1p);
        unary(table, "sin", Expressions::sine);
        unary(table, "cos", Expressions::cosine);
        unary(table, "erf", Expressions::erf);
        unary(table, "sign", Expressions::sign);
        unary(table, "floor", Expressions::floor);
        unary(table, "ceil", Expressions::ceil);
        unary(table, "round", Expressions::round);
        unary(table, "identity", (make, x) -> x);
        // Nothing is below itself: zeros also for what is infinite or no number.
        unary(table, "zeroslike", (make, x) -> make.compare(Relation.LESS, x, x));
        unary(table, "ones_as", (make, x) -> make.subtract(make.number(1), make.compare(Relation.LESS, x, x)));
        scalar(table, "step", (make, x, y) -> make.compare(Relation.GREATER, x, y));
        table.put("ClipByValue", ElementwiseImports::clipByValue);
        table.put("cast", source -> one(source, x -> source.type().isFPType() ? x : truncated(source.make(), x)));
    }

    private static void activations(Map<String, Importer> table) {
        unary(table, "sigmoid", Expressions::sigmoid);
        unary(table, "tanh", Expressions::tanh);
        unary(table, "softplus", ElementwiseImports::softplus);
        unary(table, "logsigmoid", (make, x) -> make.negate(softplus(make, make.negate(x))));
        unary(table, "softsign", (make, x) -> make.divide(x, make.add(make.number(1), make.absolute(x))));
        unary(table, "swish", (make, x) -> make.multiply(x, make.sigmoid(x)));
        unary(table, "mish", (make, x) -> make.multiply(x, make.tanh(softplus(make, x))));
        unary(table, "gelu", (make, x) -> make.multiply(x, make.sigmoid(make.multiply(x, make.number(SIGMOID_GELU)))));
        unary(table, "precise_gelu", ElementwiseImports::tanhGelu);
        unary(
                table,
                "hard_sigmoid",
                (make, x) -> clip(make, make.add(make.multiply(x, make.number(0.2)), make.number(0.5)), 0, 1));
        unary(table, "hardtanh", (make, x) -> clip(make, x, -1, 1));
        unary(table, "selu", (make, x) -> make.multiply(elu(make, x, SELU_ALPHA), make.number(SELU_SCALE)));
        table.put("elu", source -> one(source, x -> elu(source.make(), x, source.real(0, 1))));
        table.put("relu", source -> one(source, x -> relu(source.make(), x, source.scalar())));
        table.put(
                "relu6",
                source -> one(
                        source,
                        x -> source.make()
                                .minimum(
                                        relu(source.make(), x, source.scalar()),
                                        source.make().number(6))));
        table.put(
                "leakyrelu",
                source -> one(source, x -> leaky(source.make(), x, source.make().number(source.scalar()))));
        table.put("prelu", ElementwiseImports::prelu);
    }

    private static void comparisons(Map<String, Importer> table) {
        compare(table, "greater", "greaterthan_scalar", Relation.GREATER);
        compare(table, "greater_equal", "greaterthanorequal_scalar", Relation.GREATER_OR_EQUAL);
        compare(table, "less", "lessthan_scalar", Relation.LESS);
        compare(table, "less_equal", "lessthanorequal_scalar", Relation.LESS_OR_EQUAL);
        compare(table, "equals", "equals_scalar", Relation.EQUAL);
        compare(table, "not_equals", "notequals_scalar", Relation.NOT_EQUAL);
        binary(table, "and", (make, x, y) -> make.multiply(x, y));
        binary(table, "or", (make, x, y) -> make.maximum(x, y));
        binary(table, "xor", (make, x, y) -> make.compare(Relation.NOT_EQUAL, x, y));
        unary(table, "not", (make, x) -> make.subtract(make.number(1), x));
    }

    private static void choices(Map<String, Importer> table) {
        table.put("Where", source -> {
            if (source.operands().size() != 3) {
                throw new UnsupportedGraphException("it asks for the places where a condition holds");
            }
            Alignment aligned = Alignment.of(source.operands(), source.make());
            List<Node> nodes = aligned.nodes();
            return List.of(aligned.result(source.make().select(nodes.get(0), nodes.get(1), nodes.get(2))));
        });
    }

    interface Binary {
        Node of(Expressions make, Node x, Node y);
    }

    static void unary(Map<String, Importer> table, String name, BiFunction<Expressions, Node, Node> function) {
        table.put(name, source -> one(source, x -> function.apply(source.make(), x)));
    }

    static void binary(Map<String, Importer> table, String name, Binary function) {
        table.put(name, source -> {
            Alignment aligned = Alignment.of(source.operands(), source.make());
            if (aligned.nodes().size() != 2) {
                throw new UnsupportedGraphException("it has " + aligned.nodes().size() + " operands instead of 2");
            }
            return List.of(aligned.result(function.of(
                    source.make(), aligned.nodes().get(0), aligned.nodes().get(1))));
        });
    }

    static void scalar(Map<String, Importer> table, String name, Binary function) {
        table.put(
                name,
                source -> one(
                        source, x -> function.of(source.make(), x, source.make().number(source.scalar()))));
    }

    private static void compare(Map<String, Importer> table, String name, String scalarName, Relation relation) {
        binary(table, name, (make, x, y) -> make.compare(relation, x, y));
        scalar(table, scalarName, (make, x, y) -> make.compare(relation, x, y));
    }

    private static List<CapturedVariable> one(SourceOperation source, UnaryOperator<Node> function) {
        CapturedVariable operand = source.operand(0);
        return List.of(operand.with(function.apply(operand.node())));
    }

    private static List<CapturedVariable> fold(SourceOperation source, BinaryOperator<Node> function) {
        Alignment aligned = Alignment.of(source.operands(), source.make());
        return List.of(aligned.result(aligned.nodes().stream().reduce(function).orElseThrow()));
    }

    private static List<CapturedVariable> mean(SourceOperation source) {
        CapturedVariable sum = fold(source, source.make()::add).get(0);
        double share = 1.0 / source.operands().size();
        return List.of(sum.with(source.make().multiply(sum.node(), source.make().number(share))));
    }

    /** Imports an addition of a bias; the flag says that it lies along the second dimension instead of the last. */
    private static List<CapturedVariable> bias(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        CapturedVariable bias = source.operand(1);
        if (source.flag(0)) {
            List<Integer> dims = new ArrayList<>(bias.shape().dims());
            for (int dimension = 2; dimension < x.rank(); dimension++) {
                dims.add(1);
            }
            bias = bias.with(source.make().reshape(bias.node(), dims));
        }
        Alignment aligned = Alignment.of(List.of(x, bias), source.make());
        return List.of(aligned.result(
                source.make().add(aligned.nodes().get(0), aligned.nodes().get(1))));
    }

    /** Imports clipping; the limits are numbers or operands. */
    private static List<CapturedVariable> clipByValue(SourceOperation source) {
        Expressions make = source.make();
        if (source.operands().size() == 1) {
            return one(source, x -> clip(make, x, source.real(0), source.real(1)));
        }
        Alignment aligned = Alignment.of(source.operands(), make);
        Node raised = make.maximum(aligned.nodes().get(0), aligned.nodes().get(1));
        return List.of(aligned.result(make.minimum(raised, aligned.nodes().get(2))));
    }

    private static Node square(Expressions make, Node x) {
        return make.multiply(x, x);
    }

    /** Imports a power; exponents that have an operation of their own are exact, and have gradients for negative bases. */
    static Node power(Expressions make, Node x, double exponent) {
        if (exponent == 1) {
            return x;
        } else if (exponent == 2) {
            return square(make, x);
        } else if (exponent == 3) {
            return make.multiply(square(make, x), x);
        } else if (exponent == 0.5) {
            return make.squareRoot(x);
        } else if (exponent == -0.5) {
            return make.inverseSquareRoot(x);
        } else if (exponent == -1) {
            return make.reciprocal(x);
        }
        return make.power(x, make.number(exponent));
    }

    static Node truncated(Expressions make, Node x) {
        return make.multiply(make.sign(x), make.floor(make.absolute(x)));
    }

    private static Node clip(Expressions make, Node x, double least, double most) {
        return make.minimum(make.maximum(x, make.number(least)), make.number(most));
    }

    private static Node relu(Expressions make, Node x, double cutoff) {
        return make.maximum(x, make.number(cutoff));
    }

    private static Node leaky(Expressions make, Node x, Node slope) {
        Node above = make.compare(Relation.GREATER, x, make.number(0));
        return make.select(above, x, make.multiply(x, slope));
    }

    /**
     * Imports ELU; the exponential is applied to negative numbers only, so that it never overflows where it is not selected.
     */
    private static Node elu(Expressions make, Node x, double alpha) {
        Node power = make.exponential(make.minimum(x, make.number(0)));
        Node below = make.multiply(make.subtract(power, make.number(1)), make.number(alpha));
        return make.select(make.compare(Relation.GREATER, x, make.number(0)), x, below);
    }

    /** Imports softplus as log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which never overflows. */
    private static Node softplus(Expressions make, Node x) {
        Node small = make.log1p(make.exponential(make.negate(make.absolute(x))));
        return make.add(make.maximum(x, make.number(0)), small);
    }

    /**
     * Imports GELU in its tanh form; ND4J's own operation of this name cubes the coefficient, and its gradient matches neither.
     */
    private static Node tanhGelu(Expressions make, Node x) {
        Node cube = make.multiply(make.multiply(square(make, x), x), make.number(0.044715));
        Node inner = make.multiply(make.add(x, cube), make.number(Math.sqrt(2 / Math.PI)));
        Node half = make.multiply(x, make.number(0.5));
        return make.multiply(half, make.add(make.tanh(inner), make.number(1)));
    }

    /** Imports PReLU; the slopes have no batch axis and may be shared along dimensions. */
    private static List<CapturedVariable> prelu(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        return List.of(x.with(leaky(source.make(), x.node(), source.node(1))));
    }
}
