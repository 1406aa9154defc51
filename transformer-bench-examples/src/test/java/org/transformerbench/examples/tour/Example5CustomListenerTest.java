package org.transformerbench.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

class Example5CustomListenerTest {
    private static final List<CurvePoint> CURVE = curve(3.0, 2.0, 2.5, 2.1, 2.0);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final TrainingListener patience = new Example5CustomListener.EarlyStopping(
                    3, new PrintStream(printed, true, StandardCharsets.UTF_8))
            .forRun();

    private static List<CurvePoint> curve(double... losses) {
        return IntStream.range(0, losses.length)
                .mapToObj(i -> new CurvePoint(
                        10L * (i + 1),
                        i,
                        Metrics.of(9 - i, 0),
                        Optional.of(Metrics.of(losses[i], 0)),
                        Optional.empty()))
                .toList();
    }

    private static TrainingProgress after(int evaluations) {
        return new TrainingProgress(
                10L * evaluations,
                Duration.ofSeconds(1),
                Duration.ZERO,
                new StepResult(2, 0),
                CURVE.subList(0, evaluations),
                Optional.empty(),
                0,
                0,
                0,
                OptionalDouble.empty(),
                OptionalLong.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void a_resumed_run_ends_where_an_uninterrupted_one_does(int evaluations) {
        if (evaluations > 0) {
            patience.onResume(after(evaluations));
        }
        List<Signal> signals = new ArrayList<>();
        CURVE.subList(evaluations, CURVE.size()).forEach(point -> signals.add(patience.onEvaluation(point)));

        assertThat(signals.remove(signals.size() - 1))
                .isEqualTo(Signal.stop("validation loss not lower in 3 evaluations"));
        assertThat(signals).allMatch(Signal.proceed()::equals);
    }

    @Test
    void catching_up_prints_nothing() {
        patience.onResume(after(4));

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
