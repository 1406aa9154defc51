package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Each operation of SameDiff alone, and models of many: logits and gradients are those of stock SameDiff. */
class CaptureTest {
    static Stream<CustomModel> operations() {
        return Stream.of(ElementwiseForms.all(), ReductionForms.all(), MovementForms.all(), ProductForms.all())
                .flatMap(cases -> cases);
    }

    static Stream<CustomModel> models() {
        return Stream.of(
                FallbackModels.activation(),
                FallbackModels.branches(),
                FallbackModels.weightNorm(),
                FallbackModels.biasedAttention(),
                FallbackModels.beforeLogits(),
                FallbackModels.tokensTwice(),
                FallbackModels.normWithoutGain(),
                FallbackModels.sharedPart(),
                FallbackModels.partsOfProjection(),
                FallbackModels.transposedRows());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_has_the_numbers_of_samediff(CustomModel model) {
        compare(model.spec(Formulas.SHAPE, Targets.EVERY), Formulas.SHAPE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_has_the_numbers_of_samediff(CustomModel model) {
        compare(model.spec(FallbackModels.SHAPE, Targets.EVERY), FallbackModels.SHAPE);
    }

    private static <C extends Record> void compare(TrainingSpec<C> spec, SequenceShape shape) {
        for (int examples : new int[] {1, 3}) {
            Batch batch = Fixtures.batch(shape, examples, shape.outputPositions(), 11);
            try (TrainingSession session = new SameDiffTrainer().open(spec)) {
                CapturedModel ours = new CapturedModel(spec, shape.contextLength(), session.parameters());
                float[] expected = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
                requireClose("logits", ours.logits(batch.tokens(), examples), expected, largest(expected));
                Map<String, Tensor> gradients = session.gradients(batch).byParameter();
                float largest = 0;
                for (Tensor gradient : gradients.values()) {
                    largest = Math.max(largest, largest(gradient.values()));
                }
                for (Map.Entry<String, float[]> own : ours.gradients(batch).entrySet()) {
                    requireClose(
                            own.getKey(),
                            own.getValue(),
                            gradients.get(own.getKey()).values(),
                            largest);
                }
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float each : values) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }

    /** Within 1e-4 of the largest magnitude. */
    private static void requireClose(String what, float[] actual, float[] expected, float largest) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / largest)
                    .as("%s[%d]: %s instead of %s", what, i, actual[i], expected[i])
                    .isLessThan(1e-4f);
        }
    }
}
