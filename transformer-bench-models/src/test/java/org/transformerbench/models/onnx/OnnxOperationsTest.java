package org.transformerbench.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.compiler.OperationCases;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.CachedAttention;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.Nd4jPartGradient;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.SigmoidGradient;
import org.transformerbench.models.compiler.op.TanhGradient;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.Fused;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.onnx.OnnxFixtures.Formula;

/** Each operation computes in ONNX Runtime what it computes here. */
class OnnxOperationsTest {
    /** In backward passes, in decoders, or in ND4J. */
    private static final Set<Class<? extends Op>> NEVER_EXPORTED = Set.of(
            BatchSum.class,
            CachedAttention.class,
            Nd4jPart.class,
            Nd4jPartGradient.class,
            SigmoidGradient.class,
            TanhGradient.class);

    @TempDir
    private Path folder;

    @Test
    void every_operation_has_a_form_or_is_taken_apart_or_stands_in_no_forward_graph() throws Exception {
        Set<Class<?>> without = new HashSet<>();
        for (Class<?> type : operations()) {
            if (!OnnxOperations.has(type) && !OnnxLowering.has(type) && !Fused.class.isAssignableFrom(type)) {
                without.add(type);
            }
        }
        assertThat(without).containsExactlyInAnyOrderElementsOf(NEVER_EXPORTED);
    }

    /** All records of the packages of operations. */
    private static List<Class<?>> operations() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Add.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> found = new ArrayList<>();
        for (String name : List.of(Add.class.getPackageName(), Embedding.class.getPackageName())) {
            try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                for (Path file : files.toList()) {
                    String simple = file.getFileName().toString().replace(".class", "");
                    Class<?> type = simple.contains("-") || Files.isDirectory(file)
                            ? Void.class
                            : Class.forName(name + "." + simple);
                    if (Op.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                        found.add(type);
                    }
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(50);
        return found;
    }

    static Stream<OperationCases.Case> models() {
        return OperationCases.cases();
    }

    @ParameterizedTest
    @MethodSource("models")
    void an_operation_of_samediff_has_the_same_numbers(OperationCases.Case each) throws Exception {
        compare(OnnxFixtures.captured(each.model(), each.shape()));
    }

    static Stream<Arguments> formulas() {
        Map<String, Formula> formulas = new LinkedHashMap<>();
        movements(formulas);
        lookUps(formulas);
        attentions(formulas);
        norms(formulas);
        numbers(formulas);
        return formulas.entrySet().stream().map(entry -> Arguments.of(Named.of(entry.getKey(), entry.getValue())));
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void a_formula_has_the_same_numbers(Formula formula) throws Exception {
        compare(OnnxFixtures.bundle(formula));
    }

    private static void movements(Map<String, Formula> formulas) {
        formulas.put("padding with gaps", (make, tokens) -> {
            Node rows = hidden(make, tokens);
            Node padded = make.apply(new Pad(0, 1, 2, 14), rows);
            return make.slice(padded, 0, 0, 7, 2);
        });
        formulas.put("padding backwards", (make, tokens) -> make.apply(new Pad(0, 15, -3, 17), hidden(make, tokens)));
        formulas.put(
                "one row in the middle of zeros",
                (make, tokens) -> make.apply(new Pad(0, 2, -5, 6), make.slice(hidden(make, tokens), 0, 3, 1)));
        formulas.put("slices backwards", (make, tokens) -> make.slice(hidden(make, tokens), 0, 5, 6, -1));
        formulas.put("every other row from behind", (make, tokens) -> make.slice(hidden(make, tokens), 0, 5, 3, -2));
        formulas.put(
                "joined with what all examples share",
                (make, tokens) -> make.concat(List.of(parameter(make, "first", 2, 4), hidden(make, tokens)), 0));
        formulas.put("broadcast from fewer dimensions", (make, tokens) -> {
            Node row = make.reshape(make.slice(hidden(make, tokens), 0, 1, 1), List.of(4));
            return make.add(make.broadcast(row, List.of(3, 4)), parameter(make, "rows", 3, 4));
        });
        formulas.put("added to more dimensions", (make, tokens) -> {
            Node row = make.reshape(make.slice(hidden(make, tokens), 0, 1, 1), List.of(4));
            Node cube = make.add(row, parameter(make, "cube", 2, 3, 4));
            return make.reshape(make.permute(make.multiply(cube, row), List.of(1, 0, 2)), List.of(6, 4));
        });
        formulas.put("a number for each example", (make, tokens) -> {
            Node number = make.reshape(make.sum(hidden(make, tokens), List.of(0, 1)), List.of());
            return make.multiply(number, parameter(make, "rows", 6, 4));
        });
        formulas.put(
                "the largest of rows and of all",
                (make, tokens) -> make.add(
                        make.reduceMax(hidden(make, tokens), List.of(0)),
                        make.reduceMax(hidden(make, tokens), List.of(0, 1))));
        formulas.put("products of fewer dimensions", (make, tokens) -> {
            Node cube = make.matmul(parameter(make, "stack", 2, 3, 6), hidden(make, tokens));
            return make.reshape(make.matmul(cube, make.transpose(hidden(make, tokens))), List.of(6, 6));
        });
    }

    private static void lookUps(Map<String, Formula> formulas) {
        formulas.put(
                "ids outside of the table",
                (make, tokens) -> make.apply(
                        new Embedding(), make.subtract(tokens, make.number(2)), parameter(make, "table", 3, 4)));
        formulas.put(
                "a table of fewer rows than there are tokens",
                (make, tokens) -> make.apply(new Embedding(), tokens, parameter(make, "table", 2, 4)));
        formulas.put(
                "a table of positions",
                (make, tokens) -> make.apply(
                        new Embedding(), tokens, parameter(make, "table", 4, 4), parameter(make, "positions", 6, 4)));
        formulas.put(
                "ids that are known",
                (make, tokens) -> make.add(
                        make.apply(
                                new Embedding(),
                                make.constant(new float[] {2, 0, 1, 1, 2, 0}, List.of(6)),
                                parameter(make, "fixed", 3, 4)),
                        hidden(make, tokens)));
        formulas.put(
                "ids that are known to lie outside",
                (make, tokens) -> make.add(
                        make.apply(
                                new Embedding(),
                                make.constant(new float[] {-1, 0, 1, 3, 2, 0}, List.of(6)),
                                parameter(make, "fixed", 3, 4)),
                        hidden(make, tokens)));
        formulas.put(
                "tokens backwards",
                (make, tokens) ->
                        make.apply(new Embedding(), make.slice(tokens, 0, 5, 6, -1), parameter(make, "table", 4, 4)));
        formulas.put(
                "one-hot rows of numbers outside",
                (make, tokens) -> make.oneHot(make.subtract(tokens, make.number(2)), 4));
    }

    private static void attentions(Map<String, Formula> formulas) {
        formulas.put("attention of the last rows", (make, tokens) -> {
            Node rows = hidden(make, tokens);
            return make.apply(new CausalAttention(0.7f, false, false), make.slice(rows, 0, 4, 2), rows, rows);
        });
        formulas.put("attention with bias and mask", (make, tokens) -> {
            Node rows = hidden(make, tokens);
            return make.apply(
                    new CausalAttention(0.7f, true, true),
                    rows,
                    rows,
                    rows,
                    parameter(make, "bias", 6, 6),
                    parameter(make, "mask", 1, 6));
        });
        formulas.put("attention to what all examples share", (make, tokens) -> {
            Node keys = parameter(make, "keys", 2, 6, 4);
            Node heads = make.apply(new CausalAttention(1, false, false), hidden(make, tokens), keys, keys);
            return make.reshape(heads, List.of(12, 4));
        });
    }

    private static void norms(Map<String, Formula> formulas) {
        formulas.put(
                "equal numbers, standardised",
                (make, tokens) -> make.apply(
                        new Standardise(0),
                        make.concat(List.of(hidden(make, tokens), make.broadcast(make.number(3), List.of(1, 4))), 0)));
        formulas.put("standardised", (make, tokens) -> make.apply(new Standardise(1e-3f), hidden(make, tokens)));
        formulas.put(
                "norm with a gain for each row",
                (make, tokens) ->
                        make.apply(new LayerNorm(1e-3f), hidden(make, tokens), parameter(make, "gain", 6, 4)));
        formulas.put(
                "norm with gain and bias",
                (make, tokens) -> make.apply(
                        new LayerNorm(1e-3f),
                        hidden(make, tokens),
                        parameter(make, "gain", 4),
                        parameter(make, "bias", 4)));
    }

    private static void numbers(Map<String, Formula> formulas) {
        formulas.put("logarithms of 1 + x for small and large x", (make, tokens) -> {
            float[] values = {0, 1e-9f, -1e-9f, 1e-5f, 0.3f, -0.5f, 40, 1e20f};
            Node x = make.constant(values, List.of(2, 4));
            Node same = make.multiply(make.slice(hidden(make, tokens), 0, 0, 2), make.number(0));
            return make.multiply(make.log1p(make.add(x, same)), make.reciprocal(make.maximum(x, make.number(1e-9))));
        });
        for (Relation relation : Relation.values()) {
            formulas.put("comparison " + relation, (make, tokens) -> {
                Node shifted = make.subtract(make.reshape(tokens, List.of(6, 1)), make.number(1));
                Node bounds = make.constant(new float[] {-1, 0, 1, 2}, List.of(4));
                Node holds = make.compare(relation, shifted, bounds);
                return make.select(holds, hidden(make, tokens), make.number(-3));
            });
        }
        formulas.put(
                "ties are rounded to even numbers",
                (make, tokens) -> make.round(make.multiply(
                        make.add(
                                make.reshape(tokens, List.of(6, 1)),
                                make.constant(new float[] {-3, -2, 0, 3}, List.of(4))),
                        make.number(0.5))));
    }

    /** Rows (6, 4) of tokens below 4. */
    private static Node hidden(Expressions make, Node tokens) {
        return make.apply(new Embedding(), tokens, parameter(make, "hidden", 4, 4));
    }

    private static Node parameter(Expressions make, String name, int... dims) {
        return make.apply(new Parameter(name, Shape.of(dims)));
    }

    private void compare(Bundle bundle) throws Exception {
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(bundle, file);
        SequenceShape shape = bundle.card().shape();
        try (RuntimeSession runtime = new RuntimeSession(file)) {
            for (int examples : new int[] {1, 3}) {
                int[] tokens =
                        OnnxFixtures.tokens(examples, shape.contextLength(), Math.min(4, shape.vocabularySize()));
                OnnxFixtures.requireClose(
                        examples + " examples",
                        runtime.logits(tokens, shape.contextLength()),
                        OnnxFixtures.interpreted(bundle, tokens));
            }
        }
    }
}
