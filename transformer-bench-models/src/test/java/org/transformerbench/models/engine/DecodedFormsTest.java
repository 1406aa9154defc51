package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** However causal attention is written, it keeps keys and values; what reads other positions otherwise is found, and recomputed. */
class DecodedFormsTest {
    private static final int WIDTH = 6;
    private static final int HEADS = 2;
    private static final SequenceShape SHAPE = new SequenceShape(7, 7, 7);

    /** A function of hidden states (B, T, 6). */
    private interface Form {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable x);
    }

    private static CustomModel model(Form form) {
        return new CustomModel("form", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            return head(scope, x.add(form.of(scope.graph(), scope, x)), WIDTH);
        });
    }

    private static Arguments form(String name, Form form) {
        return Arguments.of(Named.of(name, model(form)));
    }

    static Stream<Arguments> attending() {
        return Stream.of(
                form(
                        "a mask that is added",
                        (sd, s, x) ->
                                attention(sd, s, x, (q, k) -> scores(sd, q, k).add(bias(sd, s, 1, -1)))),
                form(
                        "a window, and a bias per head, in one constant",
                        (sd, s, x) ->
                                attention(sd, s, x, (q, k) -> scores(sd, q, k).add(bias(sd, s, HEADS, 3)))),
                form(
                        "a learned bias per distance",
                        (sd, s, x) -> attention(sd, s, x, (q, k) -> {
                            int length = SHAPE.contextLength();
                            SDVariable all = s.parameter("bias", normal(), 1, HEADS, length, length);
                            SDVariable used =
                                    sd.slice(all, new int[] {0, 0, 0, 0}, 1, HEADS, s.positions(), s.positions());
                            return scores(sd, q, k).add(used).add(bias(sd, s, 1, -1));
                        })),
                form(
                        "norms of heads",
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                (q, k) -> scores(sd, norm(sd, q, 3), norm(sd, k, 3))
                                        .add(bias(sd, s, 1, -1)))),
                form(
                        "norms of heads that are rows",
                        (sd, s, x) -> attention(
                                sd,
                                s,
                                x,
                                (q, k) -> scores(sd, rows(s, q), rows(s, k)).add(bias(sd, s, 1, -1)))),
                form(
                        "a factor for each position, and each head",
                        (sd, s, x) -> attention(sd, s, x, (q, k) -> {
                            float[] factors = new float[HEADS * s.positions()];
                            for (int i = 0; i < factors.length; i++) {
                                factors[i] = 1 + 0.1f * (i % s.positions()) + 0.3f * (i / s.positions());
                            }
                            SDVariable rows = q.reshape(-1, WIDTH / HEADS);
                            SDVariable factor =
                                    sd.constant(Nd4j.createFromArray(factors).reshape(1, HEADS, s.positions(), 1));
                            SDVariable scaled = rows.reshape(-1, HEADS, s.positions(), WIDTH / HEADS)
                                    .mul(factor);
                            return scores(sd, scaled, k).add(bias(sd, s, 1, -1));
                        })),
                form("values wider than keys, of one head", (sd, s, x) -> {
                    SDVariable keys = linear(s.child("k"), x, WIDTH, 2);
                    SDVariable queries = linear(s.child("q"), x, WIDTH, 2);
                    SDVariable values = linear(s.child("v"), x, WIDTH, WIDTH);
                    SDVariable scores = sd.mmul(queries, keys, false, true, false)
                            .add(bias(sd, s, 1, -1).reshape(1, s.positions(), s.positions()));
                    return sd.nn().softmax(scores, -1).mmul(values);
                }),
                form("one attention after another", (sd, s, x) -> {
                    SDVariable first = attention(
                            sd, s.child("first"), x, (q, k) -> scores(sd, q, k).add(bias(sd, s, 1, -1)));
                    return attention(
                            sd,
                            s.child("second"),
                            x.add(first),
                            (q, k) -> scores(sd, k, q).add(bias(sd, s, 1, -1)));
                }));
    }

    private static SDVariable attention(
            SameDiff sd, GraphScope scope, SDVariable x, BinaryOperator<SDVariable> scores) {
        SDVariable[] parts = new SDVariable[3];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = linear(scope.child("part" + i), x, WIDTH, WIDTH)
                    .reshape(-1, scope.positions(), HEADS, WIDTH / HEADS)
                    .permute(0, 2, 1, 3);
        }
        SDVariable mixed = sd.nn().softmax(scores.apply(parts[0], parts[1]), -1).mmul(parts[2]);
        return mixed.permute(0, 2, 1, 3).reshape(-1, scope.positions(), WIDTH);
    }

    private static SDVariable scores(SameDiff sd, SDVariable queries, SDVariable keys) {
        return sd.mmul(queries, keys, false, true, false).mul(0.7);
    }

    /** Each head of each position a row of its own. */
    private static SDVariable rows(GraphScope scope, SDVariable heads) {
        return norm(scope.graph(), heads.reshape(-1, WIDTH / HEADS), 1)
                .reshape(-1, HEADS, scope.positions(), WIDTH / HEADS);
    }

    private static SDVariable norm(SameDiff sd, SDVariable x, int axis) {
        return x.div(sd.math().sqrt(x.mul(x).mean(true, axis).add(1e-6)));
    }

    /** Shape (1, heads, T, T); later keys, and those that are out of the window, are hidden. */
    private static SDVariable bias(SameDiff sd, GraphScope scope, int heads, int window) {
        int positions = scope.positions();
        float[] bias = new float[heads * positions * positions];
        for (int i = 0; i < bias.length; i++) {
            int distance = i / positions % positions - i % positions;
            boolean hidden = distance < 0 || window > 0 && distance >= window;
            bias[i] = hidden ? -1e9f : -0.2f * distance * (i / (positions * positions));
        }
        return sd.constant(Nd4j.createFromArray(bias).reshape(1, heads, positions, positions));
    }

    @ParameterizedTest
    @MethodSource("attending")
    void attention_keeps_keys_and_values(CustomModel model) {
        try (TrainingSession session = DecoderFixtures.open(new CompiledTrainer(2), model, SHAPE)) {
            for (int sequences : new int[] {1, 3, 19, 131}) {
                int[] text = DecoderFixtures.text(sequences, 9, 7);
                Decoder decoder = session.decoder(sequences);
                assertThat(decoder.cached()).isTrue();
                for (int length : new int[] {1, 4, 5, 7, 9}) {
                    int[] next = DecoderFixtures.part(text, sequences, decoder.length(), length);
                    float[] expected = DecoderFixtures.recomputed(session, text, sequences, length);
                    DecoderFixtures.assertClose(
                            decoder.append(next), expected, "%d sequences of length %d", sequences, length);
                }
            }
        }
    }

    private static Arguments refused(String name, String where, Form form) {
        return Arguments.of(Named.of(name, model(form)), where);
    }

    static Stream<Arguments> meeting() {
        SDIndex all = SDIndex.all();
        return Stream.of(
                refused("the mean of the text", "positions meet in 'here'", (sd, s, x) -> x.mean("here", true, 1)),
                refused(
                        "a text that runs backwards",
                        "positions meet in 'here' (slice)",
                        (sd, s, x) -> sd.reverse("here", x, 1)),
                refused(
                        "the first position",
                        "positions meet in 'here' (slice)",
                        (sd, s, x) ->
                                x.add(x.get(all, SDIndex.interval(0, 1), all).rename("here"))),
                refused("attention to all", "positions meet in 'here' (matmul)", (sd, s, x) -> {
                    SDVariable weights = sd.nn().softmax(sd.mmul(x, x, false, true, false), -1);
                    return sd.mmul("here", weights, x, false, false, false);
                }),
                refused(
                        "positions and columns exchanged",
                        "positions meet in 'here' (reshape)",
                        (sd, s, x) -> x.reshape(-1, WIDTH, s.positions())
                                .rename("here")
                                .permute(0, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource("meeting")
    void what_reads_other_positions_is_named(CustomModel model, String where) {
        try (Parameters parameters =
                new Parameters(model.spec(SHAPE, Targets.EVERY).seeds())) {
            ModelGraph graph =
                    ModelGraph.build(model, new CustomModel.Nothing(), SHAPE, SHAPE.contextLength(), false, parameters);
            assertThatThrownBy(() -> Compiler.onePosition(graph))
                    .isInstanceOf(UnsupportedGraphException.class)
                    .hasMessageStartingWith(where);
        }
    }
}
