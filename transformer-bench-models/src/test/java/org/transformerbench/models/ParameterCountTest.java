package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.block.Activation;

/** The published sizes of the originals. */
class ParameterCountTest {

    static Stream<Arguments> sizes() {
        SequenceShape addition = new SequenceShape(16, 12, 12);
        SequenceShape additionAtOnce = new SequenceShape(16, 12, 1);
        SequenceShape shakespeare = new SequenceShape(65, 128, 128);
        SequenceShape shakespeareAtOnce = new SequenceShape(65, 128, 1);
        return Stream.of(
                Arguments.of(new HuggingFaceGpt(), new HuggingFaceGptConfig(16, 4, 4, 0.1, 1e-5), addition, 13_824),
                Arguments.of(new Mlp(), new MlpConfig(8, 128), additionAtOnce, 14_608),
                Arguments.of(new NanoGpt(), nano(16, 6), addition, 20_160),
                Arguments.of(new TlTransformer(), tl(16, 4, 64), addition, 13_872),
                Arguments.of(new TlTransformer(), tl(64, 16, 256), shakespeare, 216_641),
                Arguments.of(new TlTransformer(), tl(96, 24, 384), shakespeare, 472_385),
                Arguments.of(new NanoGpt(), nano(64, 4), shakespeare, 212_416),
                Arguments.of(new NanoGpt(), nano(96, 4), shakespeare, 466_080),
                Arguments.of(new Mlp(), new MlpConfig(16, 256), shakespeareAtOnce, 542_289),
                Arguments.of(new Mlp(), new MlpConfig(8, 128), shakespeareAtOnce, 140_105),
                Arguments.of(new Mlp(), new MlpConfig(16, 64), shakespeareAtOnce, 136_401),
                Arguments.of(new Llama(), llama(2, false), addition, 12_944),
                Arguments.of(new Llama(), llama(4, true), addition, 13_712),
                Arguments.of(new Gru(), new GruConfig(16, 32, 1), addition, 5_584),
                Arguments.of(new Gru(), new GruConfig(16, 32, 3), addition, 18_256));
    }

    private static NanoGptConfig nano(int width, int layers) {
        return new NanoGptConfig(width, layers, 4, 0.1, true, Activation.GELU_TANH, 1e-5);
    }

    /** Half as wide keys and values where heads share them; the head is not there again where it is tied. */
    private static LlamaConfig llama(int keyValueHeads, boolean tied) {
        return new LlamaConfig(16, 4, 4, keyValueHeads, 4, 48, 10_000, false, tied, 1e-6);
    }

    private static TlTransformerConfig tl(int width, int headWidth, int mlpWidth) {
        return new TlTransformerConfig(width, 4, 4, headWidth, mlpWidth, 1e-5);
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @MethodSource("sizes")
    <C extends Record> void has_the_size_of_the_original(Model<C> model, C config, SequenceShape shape, long expected) {
        try (TrainingSession session = Fixtures.open(model, config, shape, model.predicts(), 1)) {
            assertThat(session.parameterCount()).isEqualTo(expected);
        }
    }

    static Stream<Arguments> defaults() {
        return Stream.of(
                Arguments.of(new Gru(), 5_584),
                Arguments.of(new HuggingFaceGpt(), 13_824),
                Arguments.of(new Llama(), 13_968),
                Arguments.of(new Mlp(), 14_608),
                Arguments.of(new NanoGpt(), 20_160),
                Arguments.of(new TlTransformer(), 13_872));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void defaults_to_its_size_on_addition(Model<?> model, long expected) {
        try (TrainingSession session = Fixtures.open(model, Fixtures.addition(model), 1)) {
            assertThat(session.parameterCount()).isEqualTo(expected);
        }
    }
}
