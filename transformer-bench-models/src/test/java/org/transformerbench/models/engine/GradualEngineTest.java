package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.plain.PlainKernels;

/** A run's numbers do not depend on the set of kernels, nor on when it goes over from one to the other. */
@Timeout(60)
class GradualEngineTest {

    @BeforeAll
    static void require_both_sets() {
        assumeTrue(KernelSets.names().contains("vector") && Arithmetic.FUSED);
    }

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_run_has_the_same_bits_with_either_set_and_with_both_one_after_the_other(Model<?> model) {
        List<Object> vector = numbers(model, new CompiledTrainer(2, KernelChoice.named("vector")));
        assertThat(numbers(model, new CompiledTrainer(2, KernelChoice.named("plain"))))
                .isEqualTo(vector);
        assertThat(numbers(model, gradual(new ProgramCache(16)))).isEqualTo(vector);
    }

    private static CompiledTrainer gradual(ProgramCache programs) {
        return new CompiledTrainer(
                2, () -> KernelChoice.named("vector"), () -> Optional.of(KernelChoice.named("plain")), programs);
    }

    private static TrainingSession open(Trainer trainer, Model<?> model) {
        return trainer.open(spec(model, Fixtures.addition(model)));
    }

    private static <C extends Record> TrainingSpec<C> spec(Model<C> model, SequenceShape shape) {
        return new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(1e-2, 0.9, 0.999, 1e-3, 1e-4),
                new SeedStreams(5));
    }

    private static List<Object> numbers(Model<?> model, CompiledTrainer trainer) {
        SequenceShape shape = Fixtures.addition(model);
        List<Object> numbers = new ArrayList<>();
        try (TrainingSession session = open(trainer, model)) {
            for (int step = 0; step < 4; step++) {
                numbers.add(session.step(Fixtures.batch(model, shape, 301, step)));
            }
            Batch batch = Fixtures.batch(model, shape, 70, 4);
            numbers.add(tensor(session.logits(batch.tokens(), batch.positions(), Targets.LAST)));
            numbers.add(session.parameters());
            if (model.predicts() == Targets.EVERY) {
                Decoder decoder = session.decoder(2);
                numbers.add(tensor(decoder.append(1, 2, 3, 4)));
                numbers.add(tensor(decoder.append(5, 6)));
            }
        }
        return numbers;
    }

    /** Compared by its values. */
    private static Tensor tensor(float[] values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void a_warm_up_that_fails_ends_with_the_lasting_kernels() throws InterruptedException {
        WarmUp warmUp = new WarmUp(false);
        warmUp.worked(WarmUp.PATIENCE_NANOS, (pool, threads) -> new WarmUp.Trial() {
            @Override
            public void first() {
                throw new IllegalStateException("a trial that fails");
            }

            @Override
            public void lasting() {}
        });
        await_the_end_of(warmUp);
        assertThat(WarmUp.anyIsOver()).isTrue();
    }

    /** An engine that says whether it was closed. */
    private static final class Recorded implements BatchEngine {
        private boolean closed;

        @Override
        public void refresh(FlatParameters parameters) {}

        @Override
        public LossSums gradient(Batch batch, long step, float[] flatGradient) {
            return new LossSums();
        }

        @Override
        public float[] logits(int[] tokens, int batchSize, long step) {
            return new float[] {batchSize};
        }

        @Override
        public Kernels kernels() {
            return PlainKernels.create();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void an_engine_goes_over_between_two_steps_and_closes_the_first() throws InterruptedException {
        List<Recorded> first = new ArrayList<>();
        List<Recorded> lasting = new ArrayList<>();
        WarmUp warmUp = new WarmUp(false);
        try (GradualEngine engine = new GradualEngine(
                warmUp, (pool, threads) -> added(first), (pool, threads) -> added(lasting), null, 1)) {
            engine.refresh(null);
            assertThat(engine.hasGoneOver()).isFalse();
            assertThat(lasting).isEmpty();

            warmUp.worked(WarmUp.PATIENCE_NANOS, (pool, threads) -> NOTHING);
            await_the_end_of(warmUp);
            assertThat(engine.hasGoneOver()).isFalse();
            engine.refresh(null);
            assertThat(engine.hasGoneOver()).isTrue();
            assertThat(first).singleElement().matches(each -> each.closed);
            assertThat(lasting).singleElement().matches(each -> !each.closed);
        }
        assertThat(lasting).singleElement().matches(each -> each.closed);
    }

    @Test
    void an_engine_of_a_program_that_is_warm_never_makes_the_first() {
        List<Recorded> first = new ArrayList<>();
        List<Recorded> lasting = new ArrayList<>();
        try (GradualEngine engine = new GradualEngine(
                new WarmUp(true), (pool, threads) -> added(first), (pool, threads) -> added(lasting), null, 1)) {
            assertThat(engine.hasGoneOver()).isTrue();
        }
        assertThat(first).isEmpty();
        assertThat(lasting).singleElement().matches(each -> each.closed);
    }

    private static Recorded added(List<Recorded> list) {
        list.add(new Recorded());
        return list.get(list.size() - 1);
    }

    private static final WarmUp.Trial NOTHING = new WarmUp.Trial() {
        @Override
        public void first() {}

        @Override
        public void lasting() {}
    };

    private static void await_the_end_of(WarmUp warmUp) throws InterruptedException {
        while (!warmUp.isOver()) {
            Thread.sleep(1);
        }
    }
}
