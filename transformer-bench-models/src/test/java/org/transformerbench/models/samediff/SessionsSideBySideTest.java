package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CompiledTrainer;

/** Runs at once compute what each computes alone. */
class SessionsSideBySideTest {
    private static final int AT_ONCE = 3;
    private static final int STEPS = 5;

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void samediff(Model<?> model) throws Exception {
        assertThat(atOnce(new SameDiffTrainer(), model)).containsOnly(numbers(new SameDiffTrainer(), model));
    }

    @ParameterizedTest
    @MethodSource("models")
    void compiled(Model<?> model) throws Exception {
        assertThat(atOnce(new CompiledTrainer().withThreads(1), model))
                .containsOnly(numbers(new CompiledTrainer().withThreads(3), model));
    }

    private static List<List<Object>> atOnce(Trainer trainer, Model<?> model) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        CyclicBarrier start = new CyclicBarrier(AT_ONCE);
        try {
            List<Future<List<Object>>> runs = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                runs.add(threads.submit(() -> {
                    start.await();
                    return numbers(trainer, model);
                }));
            }
            List<List<Object>> numbers = new ArrayList<>();
            for (Future<List<Object>> run : runs) {
                numbers.add(run.get(1, TimeUnit.MINUTES));
            }
            return numbers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <C extends Record> List<Object> numbers(Trainer trainer, Model<C> model) {
        SequenceShape shape = Fixtures.addition(model);
        List<Object> numbers = new ArrayList<>();
        TrainingSpec<C> spec = new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-4),
                new SeedStreams(5));
        try (TrainingSession session = trainer.open(spec)) {
            for (int step = 0; step < STEPS; step++) {
                numbers.add(session.step(Fixtures.batch(model, shape, 65, step), Fixtures.LEARNING_RATE));
            }
            numbers.add(session.parameters());
        }
        return numbers;
    }
}
