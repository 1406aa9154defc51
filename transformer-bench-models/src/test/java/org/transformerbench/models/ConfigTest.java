package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.block.Activation;

/** Each configuration names the field, the value and the rule. */
class ConfigTest {

    static Stream<Arguments> broken() {
        return Stream.of(
                rule(() -> nano(130, 4, 0.1), "modelWidth (130) must be divisible by heads (4)"),
                rule(() -> nano(0, 4, 0.1), "modelWidth (0) must be at least 1"),
                rule(() -> nano(16, 0, 0.1), "heads (0) must be at least 1"),
                rule(() -> nano(16, 4, 1), "dropout (1.0) must be at least 0.0 and below 1.0"),
                rule(
                        () -> new HuggingFaceGptConfig(18, 4, 4, 0.1, 1e-5),
                        "modelWidth (18) must be divisible by heads (4)"),
                rule(() -> new HuggingFaceGptConfig(16, 0, 4, 0.1, 1e-5), "layers (0) must be at least 1"),
                rule(() -> new TlTransformerConfig(16, 4, 4, 0, 64, 1e-5), "headWidth (0) must be at least 1"),
                rule(() -> new TlTransformerConfig(16, 4, 4, 4, -1, 1e-5), "mlpWidth (-1) must be at least 1"),
                rule(
                        () -> new TlTransformerConfig(16, 4, 4, 4, 64, 0),
                        "layerNormEpsilon (0.0) must be a finite number above 0"),
                rule(() -> llama(4, 3, 4, 3), "heads (4) must be divisible by keyValueHeads (3)"),
                rule(() -> llama(4, 0, 4, 3), "keyValueHeads (0) must be at least 1"),
                rule(() -> llama(4, 2, 5, 3), "headWidth (5) must be even"),
                rule(() -> llama(4, 2, 0, 3), "headWidth (0) must be at least 2"),
                rule(() -> llama(4, 2, 4, 0), "ropeTheta (0.0) must be a finite number above 0"),
                rule(
                        () -> new LlamaConfig(16, 4, 4, 4, 4, 0, 3, false, false, 1e-6),
                        "mlpWidth (0) must be at least 1"),
                rule(
                        () -> new LlamaConfig(16, 4, 4, 4, 4, 8, 3, false, false, 0),
                        "rmsNormEpsilon (0.0) must be a finite number above 0"),
                rule(() -> new GruConfig(0, 8, 1), "embeddingWidth (0) must be at least 1"),
                rule(() -> new GruConfig(8, 0, 1), "hiddenWidth (0) must be at least 1"),
                rule(() -> new GruConfig(8, 8, 0), "layers (0) must be at least 1"),
                rule(() -> new MlpConfig(0, 8), "embeddingWidth (0) must be at least 1"),
                rule(() -> new MlpConfig(8, 0), "hiddenWidth (0) must be at least 1"));
    }

    private static Arguments rule(ThrowingCallable call, String message) {
        return Arguments.of(message, call);
    }

    private static LlamaConfig llama(int heads, int keyValueHeads, int headWidth, double ropeTheta) {
        return new LlamaConfig(16, 4, heads, keyValueHeads, headWidth, 48, ropeTheta, false, false, 1e-6);
    }

    private static NanoGptConfig nano(int width, int heads, double dropout) {
        return new NanoGptConfig(width, 2, heads, dropout, true, Activation.GELU_TANH, 1e-5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void names_field_value_and_rule(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessage(message);
    }
}
