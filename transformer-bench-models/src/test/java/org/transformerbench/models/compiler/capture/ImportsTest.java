package org.transformerbench.models.compiler.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.compiler.OperationCases;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** The compiler knows what it was designed to know, and each operation that it knows is tried. */
class ImportsTest {
    /** What the compiler is to know, in the words of its design: SameDiff's names, a line for each group. */
    private static final Map<String, String> WANTED = Map.ofEntries(
            Map.entry(
                    "arithmetic",
                    "add subtract multiply divide reversesubtract reversedivide squaredsubtract Pow maximum minimum neg abs"
                            + " square cube Reciprocal sqrt rsqrt exp log log1p sin cos erf sign ClipByValue floor ceil"),
            Map.entry(
                    "arithmetic with numbers",
                    "add_scalar sub_scalar mul_scalar div_scalar rsub_scalar rdiv_scalar pow max_scalar scalar_min"),
            Map.entry(
                    "activations",
                    "sigmoid tanh relu relu6 leakyrelu prelu elu selu gelu precise_gelu swish mish softplus softsign"
                            + " hard_sigmoid hardtanh"),
            Map.entry(
                    "comparisons",
                    "greater greater_equal less less_equal equals not_equals greaterthan_scalar"
                            + " greaterthanorequal_scalar lessthan_scalar lessthanorequal_scalar equals_scalar"
                            + " notequals_scalar Where"),
            Map.entry(
                    "reductions",
                    "reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_norm2 var std reduce_logsumexp"),
            Map.entry("normalisation", "softmax log_softmax layer_norm standardize"),
            Map.entry("products", "matmul xw_plus_b tensordot"),
            Map.entry(
                    "movements",
                    "reshape permute transpose expand_dims squeeze concat stack unstack split slice strided_slice tile"
                            + " repeat reverse pad cumsum"),
            Map.entry("look-ups", "gather onehot"),
            Map.entry("convolution and attention", "conv1d dot_product_attention multi_head_dot_product_attention"));

    /** What of that cannot be had. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "repeat",
            "SameDiff keeps its dimension in a private field, and ND4J ends the JVM where it runs: it is refused as the graph"
                    + " is built, with what to use");

    private final Imports imports = new Imports();

    @Test
    void every_operation_of_the_design_is_known_but_for_exceptions_with_a_reason() {
        Set<String> wanted = WANTED.values().stream()
                .flatMap(names -> Stream.of(names.split(" ")))
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.removeAll(imports.names());
        assertThat(wanted).containsExactlyElementsOf(EXCEPTIONS.keySet());
    }

    @Test
    void every_operation_that_is_known_is_tried_by_a_generic_test() {
        Set<String> untried = new TreeSet<>(imports.names());
        OperationCases.all().forEach(model -> untried.removeAll(operations(model)));
        assertThat(untried).isEmpty();
    }

    private static List<String> operations(CustomModel model) {
        SeedStreams seeds = new SeedStreams(1);
        SequenceShape shape = new SequenceShape(5, 6, 6);
        List<String> names = new ArrayList<>();
        try (Parameters parameters = new Parameters(seeds)) {
            ModelGraph.build(model, new CustomModel.Nothing(), shape, 6, false, parameters)
                    .sameDiff()
                    .getOps()
                    .values()
                    .forEach(op -> names.add(op.getOp().opName()));
        }
        return names;
    }
}
