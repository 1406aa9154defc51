package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.Batch;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Operations whose gradients SameDiff computes wrongly, or not at all: the compiler's are those of finite differences. */
class RightGradientTest {
    private static final int POSITIONS = 3;
    private static final int WIDTH = 4;
    private static final SequenceShape SHAPE = new SequenceShape(5, POSITIONS, POSITIONS);
    private static final float STEP = 1e-2f;

    /** What is tried, of tokens (B, 3) and a value of shape (B, 3, 4). */
    private interface Formula {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable tokens, SDVariable x);
    }

    private static void add(List<CustomModel> cases, String name, int size, Formula formula) {
        cases.add(new CustomModel(name, (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope.child("x"), tokens, WIDTH);
            int out = POSITIONS * SHAPE.vocabularySize();
            SDVariable result = formula.of(scope.graph(), scope, tokens, x).reshape(-1, size);
            SDVariable logits = result.mmul(scope.parameter("out", normal(), size, out));
            return logits.reshape(-1, POSITIONS, SHAPE.vocabularySize());
        }));
    }

    static Stream<CustomModel> formulas() {
        List<CustomModel> cases = new ArrayList<>();
        add(cases, "gather", 3 * 4, (sd, s, t, x) -> x.add(sd.gather(s.parameter("table", normal(), 5, 4), t, 0)));
        add(
                cases,
                "gather-flat",
                3 * 4,
                (sd, s, t, x) ->
                        x.reshape(-1, 4).add(sd.gather(s.parameter("table", normal(), 5, 4), t.reshape(-1), 0)));
        add(cases, "gather-constants", 2 * 4, (sd, s, t, x) -> sd.gather(x, new int[] {2, 0}, 1));
        add(
                cases,
                "one-temperature",
                3 * 4,
                (sd, s, t, x) -> x.div(s.parameter("temperature", Initializer.constant(0.7), 1)));
        add(cases, "one-scale", 3 * 4, (sd, s, t, x) -> x.mul(s.parameter("scale", Initializer.constant(0.7), 1)));
        add(cases, "variance", 3, (sd, s, t, x) -> sd.variance(x, false, 2));
        add(cases, "cumulative-sum", 3 * 4, (sd, s, t, x) -> sd.cumsum(x, false, false, 1));
        add(cases, "cumulative-sum-of-others", 3 * 4, (sd, s, t, x) -> sd.cumsum(x, true, true, 2));
        add(cases, "log-softmax-of-positions", 3 * 4, (sd, s, t, x) -> sd.nn().logSoftmax(x, 1));
        add(cases, "log-sum-exp", 3, (sd, s, t, x) -> sd.math().logSumExp(x, 2));
        add(cases, "where", 3 * 4, (sd, s, t, x) -> sd.where(x, x.mul(3), x.gt(0)));
        add(
                cases,
                "tensor-product",
                3 * 5,
                (sd, s, t, x) -> sd.tensorMmul(x, s.parameter("w", normal(), 5, 4), new int[] {2}, new int[] {1}));
        add(cases, "precise-gelu", 3 * 4, (sd, s, t, x) -> sd.nn().preciseGelu(x));
        add(cases, "kept-negative-dimension", 3 * 4, (sd, s, t, x) -> x.sub(x.mean(true, -1)));
        add(cases, "largest-of-negative-dimension", 3 * 4, (sd, s, t, x) -> x.sub(x.max(true, -1)));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void a_gradient_that_samediff_gets_wrong_is_that_of_finite_differences(CustomModel model) {
        TrainingSpec<CustomModel.Nothing> spec = model.spec(SHAPE, Targets.EVERY);
        Map<String, Tensor> values = new LinkedHashMap<>();
        try (Parameters declared = new Parameters(spec.seeds())) {
            ModelGraph.build(model, spec.config(), SHAPE, POSITIONS, false, declared);
            values.putAll(declared.toTensors());
        }
        Batch batch = Fixtures.batch(SHAPE, 2, POSITIONS, 5);
        Map<String, float[]> gradients = new CapturedModel(spec, POSITIONS, values).gradients(batch);
        assertThat(gradients.keySet()).isEqualTo(values.keySet());
        gradients.forEach((name, gradient) -> {
            float[] slopes = new float[gradient.length];
            for (int i = 0; i < slopes.length; i++) {
                double above = loss(spec, moved(values, name, i, STEP), batch);
                double below = loss(spec, moved(values, name, i, -STEP), batch);
                slopes[i] = (float) ((above - below) / (2 * STEP));
            }
            for (int i = 0; i < slopes.length; i++) {
                assertThat(gradient[i]).as("%s[%d]", name, i).isCloseTo(slopes[i], within(2e-3f));
            }
        });
    }

    private static Map<String, Tensor> moved(Map<String, Tensor> values, String name, int index, float by) {
        Map<String, Tensor> moved = new LinkedHashMap<>(values);
        float[] changed = values.get(name).values().clone();
        changed[index] += by;
        moved.put(name, Tensor.of(changed, values.get(name).shape()));
        return moved;
    }

    private static double loss(TrainingSpec<CustomModel.Nothing> spec, Map<String, Tensor> values, Batch batch) {
        float[] logits = new CapturedModel(spec, POSITIONS, values).logits(batch.tokens(), batch.size());
        int width = SHAPE.vocabularySize();
        double loss = 0;
        for (int row = 0; row < batch.targets().length; row++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += Math.exp(logits[row * width + i]);
            }
            loss += Math.log(sum) - logits[row * width + batch.targets()[row]];
        }
        return loss / batch.targets().length;
    }
}
