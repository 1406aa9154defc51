package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.transformerbench.models.engine.DecoderFixtures.assertClose;
import static org.transformerbench.models.engine.DecoderFixtures.part;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Model;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.TextPredictor;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.DecoderFixtures;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;

/** A predictor has the numbers of the session whose model it was given. */
class PredictorParityTest {
    private static final int CONTEXT = 9;
    private static final int SEQUENCES = 3;
    private static final int V = LetterEncoding.VOCABULARY.size();

    /** Every built-in model in each mode, with each set of kernels. */
    static Stream<Arguments> builtIn() {
        return Fixtures.models()
                .flatMap(model -> Stream.of(Targets.values())
                        .filter(mode -> mode == Targets.LAST || model.predicts() == Targets.EVERY)
                        .flatMap(mode -> KernelSets.names().stream().map(set -> arguments(model, mode, set))));
    }

    /** What runs on rows, and what does not; what can keep keys and values, and what cannot. */
    static Stream<Arguments> all() {
        String set = KernelSets.names().get(KernelSets.names().size() - 1);
        return Stream.concat(builtIn(), CustomModels.all().map(model -> arguments(model, Targets.EVERY, set)));
    }

    private interface Comparison {
        void of(TrainingSession session, Predictor predictor);
    }

    private static void compare(Model<?> model, Targets mode, Kind kind, String kernels, Comparison comparison) {
        try (TrainingSession session =
                        TrainedModels.session(model, TrainedModels.shape(model, CONTEXT), mode, kernels);
                Predictor predictor = Predictor.open(
                        TrainedModels.bundle(model, session, mode, LetterEncoding.of(kind)),
                        2,
                        KernelChoice.named(kernels),
                        Optional.empty())) {
            comparison.of(session, predictor);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void logits_are_those_of_the_session(Model<?> model, Targets mode, String kernels) {
        compare(model, mode, Kind.ANSWER, kernels, (session, predictor) -> {
            int[] text = DecoderFixtures.text(SEQUENCES, CONTEXT, V);
            List<Integer> lengths = model.predicts() == Targets.EVERY ? List.of(1, 4, CONTEXT) : List.of(CONTEXT);
            for (int length : lengths) {
                int positions = length;
                int[] tokens = part(text, SEQUENCES, 0, length);
                for (Targets targets : Targets.values()) {
                    assertClose(
                            predictor.compute(computing -> computing.logits(tokens, positions, targets)),
                            session.logits(tokens, positions, targets),
                            "%s of %d positions",
                            targets,
                            length);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void texts_grow_as_in_the_session_also_beyond_the_context(Model<?> model, Targets mode, String kernels) {
        compare(model, mode, Kind.ANSWER, kernels, (session, predictor) -> {
            int[] text = DecoderFixtures.text(SEQUENCES, CONTEXT + 3, V);
            int first = model.predicts() == Targets.EVERY ? 2 : CONTEXT;
            Decoder expected = session.decoder(SEQUENCES);
            predictor.compute(computing -> {
                Decoder decoder = computing.decoder(SEQUENCES);
                assertThat(decoder.cached()).isEqualTo(expected.cached());
                for (int length = first; length <= CONTEXT + 3; length++) {
                    int[] next = part(text, SEQUENCES, decoder.length(), length);
                    assertClose(decoder.append(next), expected.append(next), "length %d", length);
                }
                return null;
            });
        });
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void texts_are_answered_as_by_the_session(Model<?> model, Targets mode, String kernels) {
        List<String> inputs = List.of("a", "gfedcba", "bb", "fa", "gg", "abcdefgab", "c");
        for (Kind kind : Kind.values()) {
            compare(model, mode, kind, kernels, (session, predictor) -> {
                List<TextPrediction> expected =
                        new TextPredictor(session, mode, LetterEncoding.of(kind)).predict(inputs);
                List<Prediction> found = predictor.predict(inputs);
                for (int i = 0; i < inputs.size(); i++) {
                    TextPrediction one = expected.get(i);
                    Prediction other = found.get(i);
                    assertThat(other.input()).isEqualTo(one.input());
                    assertThat(other.text()).isEqualTo(one.output());
                    assertThat(other.ended()).isEqualTo(one.ended());
                    assertThat(other.probability()).isEqualTo(one.probability(), within(1e-5));
                }
            });
        }
    }
}
