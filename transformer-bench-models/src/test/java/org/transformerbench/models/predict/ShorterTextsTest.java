package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.DataException;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.models.Gru;
import org.transformerbench.models.Llama;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.bundle.ModelBundles;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.CustomModel;

/** Texts may be shorter than the context where what comes later has no influence, and nowhere else. */
class ShorterTextsTest {
    private static final int CONTEXT = 6;

    /** Each position knows the mean of all, those after it included. */
    private static SDVariable looksAhead(GraphScope scope, SDVariable tokens) {
        int vocabulary = scope.shape().vocabularySize();
        SDVariable table = scope.parameter("table", Initializer.normal(1), vocabulary, vocabulary);
        SDVariable rows = scope.graph()
                .oneHot(tokens.reshape(-1), vocabulary, -1, 1, 0, DataType.FLOAT)
                .mmul(table)
                .reshape(-1, scope.positions(), vocabulary);
        return rows.add(rows.mean(true, 1));
    }

    static Stream<Model<?>> causal() {
        return Stream.concat(CustomModels.all(), Stream.of(new Llama(), new Gru()));
    }

    @ParameterizedTest
    @MethodSource("causal")
    <C extends Record> void a_causal_model_reads_them(Model<C> model) {
        SequenceShape shape = TrainedModels.shape(model, CONTEXT);

        assertThat(ModelBundles.forward(model, model.defaultConfig(shape), shape)
                        .prefixStable())
                .isTrue();
    }

    @Test
    void a_model_that_looks_ahead_says_that_it_does_not() {
        try (Predictor predictor = Predictor.of(TrainedModels.bundle(
                new CustomModel("looks-ahead", ShorterTextsTest::looksAhead),
                CONTEXT,
                Targets.EVERY,
                LetterEncoding.of(Kind.ANSWER)))) {
            assertThat(predictor.predict(List.of("abcdef"))).hasSize(1);
            assertThatThrownBy(() -> predictor.predict(List.of("abcdef", "a")))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The text makes 1 token; the model 'looks-ahead' reads no fewer than 6");
        }
    }

    @Test
    void a_model_of_whole_windows_continues_running_text_of_this_length() {
        try (Predictor predictor =
                Predictor.of(TrainedModels.bundle(new Mlp(), CONTEXT, Targets.LAST, LetterEncoding.ofRunningText()))) {
            assertThat(predictor.generate("abcdefg", Sampling.greedy(), 1, 4).ended())
                    .isFalse();
            assertThatThrownBy(() -> predictor.generate("abc", Sampling.greedy(), 1, 4))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The text makes 3 tokens; the model 'mlp' reads no fewer than 6");
        }
    }
}
