package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.Elu;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.GeluErf;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.op.fused.Silu;
import org.transformerbench.models.compiler.op.fused.Softplus;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.op.fused.Swish;
import org.transformerbench.models.compiler.rewrite.Rule;
import org.transformerbench.models.compiler.rules.FuseExactStandardise;
import org.transformerbench.models.compiler.rules.Rules;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** What is written in different ways becomes the same operations, and the numbers stay. */
class RulesTest {
    private static final int POSITIONS = 5;
    private static final int WIDTH = 6;
    private static final SequenceShape SHAPE = new SequenceShape(7, POSITIONS, POSITIONS);

    /** A function of hidden states (B, 5, 6). */
    private interface Formula {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable x);
    }

    private static Arguments form(String name, Class<? extends Op> fused, Formula formula) {
        CustomModel model = new CustomModel("form", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable y = formula.of(scope.graph(), scope, x);
            return head(scope, x.add(y), WIDTH);
        });
        return Arguments.of(Named.of(name, model), fused);
    }

    static Stream<Arguments> forms() {
        return Stream.of(norms(), activations(), attentions()).flatMap(forms -> forms);
    }

    private static Stream<Arguments> norms() {
        return Stream.of(
                form("standardised, divided by the root", Standardise.class, (sd, s, x) -> {
                    SDVariable c = x.sub(x.mean(true, 2));
                    return c.div(sd.math().sqrt(c.mul(c).mean(true, 2).add(1e-5)));
                }),
                form("standardised, times the inverse root", Standardise.class, (sd, s, x) -> {
                    SDVariable c = x.sub(x.mean(true, 2));
                    return c.mul(
                            sd.math().rsqrt(sd.math().square(c).mean(true, 2).add(1e-5)));
                }),
                form("standardised, to the power of minus a half", Standardise.class, (sd, s, x) -> {
                    SDVariable c = x.sub(x.sum(true, 2).div(WIDTH));
                    return c.mul(c.mul(c).mean(true, 2).add(1e-5).pow(-0.5));
                }),
                form(
                        "standardised by SameDiff",
                        Standardise.class,
                        (sd, s, x) -> sd.nn().layerNorm(x, s.parameter("g", normal(), WIDTH), false, 2)),
                form(
                        "root mean square, divided by the root",
                        RmsNorm.class,
                        (sd, s, x) ->
                                x.div(sd.math().sqrt(x.mul(x).mean(true, 2).add(1e-6)))),
                form(
                        "root mean square, times the inverse root, with gain",
                        RmsNorm.class,
                        (sd, s, x) -> x.mul(
                                        sd.math().rsqrt(x.pow(2).mean(true, 2).add(1e-6)))
                                .mul(s.parameter("g", normal(), WIDTH))));
    }

    private static Stream<Arguments> activations() {
        return Stream.of(
                form("GELU, tanh", GeluTanh.class, (sd, s, x) -> Activation.GELU_TANH.apply(x)),
                form("GELU, tanh, of a power, halved at the end", GeluTanh.class, (sd, s, x) -> {
                    SDVariable inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
                    return x.mul(sd.math().tanh(inner).add(1)).mul(0.5);
                }),
                form(
                        "GELU, SameDiff's precise one",
                        GeluTanh.class,
                        (sd, s, x) -> sd.nn().preciseGelu(x)),
                form("GELU, erf", GeluErf.class, (sd, s, x) -> Activation.GELU_ERF.apply(x)),
                form(
                        "GELU, erf, divided by the root of two",
                        GeluErf.class,
                        (sd, s, x) ->
                                x.mul(sd.math().erf(x.div(Math.sqrt(2))).add(1)).mul(0.5)),
                form("SiLU", Silu.class, (sd, s, x) -> x.mul(sd.nn().sigmoid(x))),
                form("swish", Silu.class, (sd, s, x) -> sd.nn().swish(x)),
                form(
                        "GELU, SameDiff's quick one",
                        Swish.class,
                        (sd, s, x) -> sd.nn().gelu(x)),
                form("softplus", Softplus.class, (sd, s, x) -> sd.nn().softplus(x)),
                form("ELU", Elu.class, (sd, s, x) -> sd.nn().elu(x)),
                form("ELU, scaled", Elu.class, (sd, s, x) -> sd.nn().selu(x)),
                form(
                        "linear of SameDiff",
                        Linear.class,
                        (sd, s, x) -> sd.nn()
                                .linear(
                                        x.reshape(-1, WIDTH),
                                        s.parameter("w", normal(), WIDTH, WIDTH),
                                        s.parameter("b", normal(), WIDTH))
                                .reshape(-1, POSITIONS, WIDTH)),
                form(
                        "embedding by gather",
                        Embedding.class,
                        (sd, s, x) -> sd.gather(
                                s.parameter("table", normal(), 7, WIDTH), sd.getVariable(ModelGraph.TOKENS), 0)));
    }

    private static Stream<Arguments> attentions() {
        return Stream.of(
                form(
                        "attention, replaced scores",
                        CausalAttention.class,
                        (sd, s, x) -> CustomModel.attention(WIDTH, 2, 0).apply(s.child("a"), x)),
                form(
                        "attention, added mask",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd, s, x, scores -> scores.div(Math.sqrt(3)).add(sd.constant(mask(0, -1e9f))))),
                form(
                        "attention, infinite mask, scaled before",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                scores -> scores.mul(0.4).add(sd.constant(mask(0, Float.NEGATIVE_INFINITY))))),
                form(
                        "attention, chosen scores",
                        CausalAttention.class,
                        (sd, s, x) -> attention(sd, s, x, scores -> {
                            SDVariable seen = sd.constant(mask(1, 0)).gt(0.5);
                            SDVariable hidden = sd.constant(
                                    Nd4j.zeros(DataType.FLOAT, 1, 1, 5, 5).addi(-1e9));
                            return sd.where(scores, hidden, seen);
                        })),
                form(
                        "attention, a window",
                        CausalAttention.class,
                        (sd, s, x) ->
                                attention(sd, s, x, scores -> scores.mul(0.5).add(sd.constant(window())))),
                form(
                        "attention, a bias per head",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                scores -> scores.mul(0.5)
                                        .add(s.parameter("bias", normal(), 1, 2, 5, 5))
                                        .add(sd.constant(mask(0, -1e9f))))),
                form(
                        "attention, a mask before the bias per head",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                scores -> scores.div(2)
                                        .add(sd.constant(mask(0, -1e9f)))
                                        .add(s.parameter("bias", normal(), 1, 2, 5, 5)))),
                form(
                        "attention, a constant with mask and slopes of the heads",
                        CausalAttention.class,
                        (sd, s, x) ->
                                attention(sd, s, x, scores -> scores.mul(0.5).add(sd.constant(slopes())))),
                form(
                        "attention, kept by multiplication and hidden by addition",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                scores -> scores.div(Math.sqrt(3))
                                        .mul(sd.constant(mask(1, 0)))
                                        .add(sd.constant(mask(0, -1e4f))))),
                form(
                        "attention, scaled in the query",
                        CausalAttention.class,
                        (sd, s, x) -> attention(
                                sd,
                                heads(s, "q", x, 2).div(Math.sqrt(3)),
                                heads(s, "k", x, 2),
                                heads(s, "v", x, 2),
                                scores -> scores.add(sd.constant(mask(0, -1e9f))))),
                form("attention, one head of keys and values for all", CausalAttention.class, (sd, s, x) -> {
                    SDVariable keys = heads(s, "k", x, 1);
                    SDVariable values = heads(s, "v", x, 1);
                    return attention(
                            sd,
                            heads(s, "q", x, 2),
                            sd.concat(1, keys, keys),
                            sd.tile(values, 1, 2, 1, 1),
                            scores -> scores.mul(0.5).add(sd.constant(mask(0, -1e9f))));
                }));
    }

    /** What a linear bias adds, (1, 2, 5, 5), and the mask with it. */
    private static INDArray slopes() {
        float[] values = new float[2 * POSITIONS * POSITIONS];
        for (int i = 0; i < values.length; i++) {
            int query = i / POSITIONS % POSITIONS;
            int key = i % POSITIONS;
            float slope = i < POSITIONS * POSITIONS ? 0.5f : 0.25f;
            values[i] = key <= query ? slope * (key - query) : Float.NEGATIVE_INFINITY;
        }
        return Nd4j.createFromArray(values).reshape(1, 2, POSITIONS, POSITIONS);
    }

    /** A constant (1, 1, 5, 5) with one number where a position sees another, and a second one elsewhere. */
    private static INDArray mask(float seen, float hidden) {
        float[] values = new float[POSITIONS * POSITIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % POSITIONS <= i / POSITIONS ? seen : hidden;
        }
        return Nd4j.createFromArray(values).reshape(1, 1, POSITIONS, POSITIONS);
    }

    /** A constant (5, 5) that hides what comes later, and what comes more than two positions before. */
    private static INDArray window() {
        float[] values = new float[POSITIONS * POSITIONS];
        for (int i = 0; i < values.length; i++) {
            int distance = i / POSITIONS - i % POSITIONS;
            values[i] = distance < 0 || distance > 2 ? Float.NEGATIVE_INFINITY : 0;
        }
        return Nd4j.createFromArray(values).reshape(POSITIONS, POSITIONS);
    }

    private static SDVariable attention(SameDiff sd, GraphScope scope, SDVariable x, UnaryOperator<SDVariable> masked) {
        return attention(sd, heads(scope, "q", x, 2), heads(scope, "k", x, 2), heads(scope, "v", x, 2), masked);
    }

    /** A projection, (B, heads, 5, 3). */
    private static SDVariable heads(GraphScope scope, String name, SDVariable x, int heads) {
        int width = WIDTH / 2;
        return linear(scope.child(name), x, WIDTH, heads * width)
                .reshape(-1, POSITIONS, heads, width)
                .permute(0, 2, 1, 3);
    }

    private static SDVariable attention(
            SameDiff sd, SDVariable queries, SDVariable keys, SDVariable values, UnaryOperator<SDVariable> masked) {
        SDVariable scores = masked.apply(sd.mmul(queries, keys, false, true, false));
        SDVariable mixed = sd.nn().softmax(scores, -1).mmul(values);
        return mixed.permute(0, 2, 1, 3).reshape(-1, POSITIONS, WIDTH);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_form_becomes_one_operation_with_the_same_numbers(CustomModel model, Class<? extends Op> fused) {
        TrainingSpec<CustomModel.Nothing> spec = model.spec(SHAPE, Targets.EVERY);
        Map<String, Tensor> values = values(spec);
        CapturedModel plain = new CapturedModel(spec, POSITIONS, values);
        CapturedModel rewritten = new CapturedModel(spec, POSITIONS, values, rules());
        assertThat(operations(plain)).doesNotContain(fused);
        assertThat(operations(rewritten)).contains(fused);
        Batch batch = Fixtures.batch(SHAPE, 3, POSITIONS, 9);
        requireClose(rewritten.logits(batch.tokens(), 3), plain.logits(batch.tokens(), 3));
        Map<String, float[]> gradients = plain.gradients(batch);
        rewritten.gradients(batch).forEach((name, gradient) -> requireClose(gradient, gradients.get(name)));
    }

    /** Those that only interleaved micro-batches use, after the others. */
    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(Rules.all());
        rules.add(new FuseExactStandardise());
        return rules;
    }

    private static List<Class<?>> operations(CapturedModel model) {
        return model.forward().nodes().stream()
                .map(Node::op)
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    private static <C extends Record> Map<String, Tensor> values(TrainingSpec<C> spec) {
        try (Parameters declared = new Parameters(spec.seeds())) {
            int positions = spec.shape().contextLength();
            ModelGraph.build(spec.model(), spec.config(), spec.shape(), positions, false, declared);
            return new LinkedHashMap<>(declared.toTensors());
        }
    }

    private static void requireClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }

    @Test
    void a_transformer_is_little_else_than_fused_operations() {
        CapturedModel model = deep(4);
        List<Class<?>> operations = operations(model);
        assertThat(operations).filteredOn(CausalAttention.class::equals).hasSize(4);
        assertThat(operations).filteredOn(Standardise.class::equals).hasSize(9);
        assertThat(operations).filteredOn(GeluTanh.class::equals).hasSize(4);
        assertThat(operations).filteredOn(Linear.class::equals).hasSize(4 * 6 + 1);
        assertThat(operations).filteredOn(Embedding.class::equals).hasSize(1);
    }

    /** Not only as far as time goes: a pass that is not linear has made other numbers of nodes. */
    @Test
    void twice_the_layers_are_twice_the_nodes() {
        int once = deep(24).all().nodes().size();
        int twice = deep(48).all().nodes().size();
        assertThat(twice).isBetween(once, 2 * once);
    }

    private static CapturedModel deep(int layers) {
        SequenceShape shape = new SequenceShape(16, 12, 12);
        TrainingSpec<TlTransformerConfig> spec = new TrainingSpec<>(
                new TlTransformer(),
                new TlTransformerConfig(8, layers, 2, 4, 16, 1e-5),
                shape,
                Targets.EVERY,
                new AdamW(1e-3, 0.9, 0.999, 1e-8, 0),
                new SeedStreams(1));
        return new CapturedModel(spec, 12, values(spec), Rules.all());
    }
}
