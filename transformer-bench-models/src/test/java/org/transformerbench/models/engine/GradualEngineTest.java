package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.WarmUp;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.kernel.ActivationKernels;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.ElementwiseKernels;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;
import org.transformerbench.models.kernel.NormKernels;
import org.transformerbench.models.kernel.ProductKernels;
import org.transformerbench.models.kernel.plain.PlainKernels;

/** A run's numbers do not depend on the set of kernels, nor on when it goes over from one to the other. */
@Timeout(60)
class GradualEngineTest {

    @BeforeAll
    static void require_both_sets() {
        assumeTrue(KernelSets.names().contains("vector") && Arithmetic.FUSED);
    }

    /** Those that run on rows: on interleaved micro-batches a run has one set of kernels from its first step on. */
    static Stream<Model<?>> models() {
        return Stream.of(new HuggingFaceGpt(), new Mlp(), new NanoGpt(), new TlTransformer());
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

    static TrainingSession open(Trainer trainer, Model<?> model) {
        return trainer.open(spec(model, Fixtures.addition(model)));
    }

    private static <C extends Record> TrainingSpec<C> spec(Model<C> model, SequenceShape shape) {
        return new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-3, 1e-4),
                new SeedStreams(5));
    }

    private static List<Object> numbers(Model<?> model, CompiledTrainer trainer) {
        SequenceShape shape = Fixtures.addition(model);
        List<Object> numbers = new ArrayList<>();
        try (TrainingSession session = open(trainer, model)) {
            for (int step = 0; step < 4; step++) {
                numbers.add(session.step(Fixtures.batch(model, shape, 301, step), Fixtures.LEARNING_RATE));
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
        AtomicBoolean anyIsOver = new AtomicBoolean();
        WarmUp warmUp = new WarmUp(anyIsOver);
        warmUp.worked(
                WarmUp.PATIENCE_NANOS,
                pool -> new EmptyTrial(() -> {
                    throw new IllegalStateException("a trial that fails");
                }));
        await_the_end_of(warmUp);
        assertThat(anyIsOver).isTrue();
    }

    /** Engines that one set of kernels made. */
    private static final class Made {
        private final List<Recorded> engines = new ArrayList<>();
        private final List<Integer> groups = new ArrayList<>();

        BatchEngine make(ExecutorService pool, int threads, int groups) {
            this.groups.add(groups);
            engines.add(new Recorded());
            return engines.get(engines.size() - 1);
        }

        long open() {
            return engines.stream().filter(each -> !each.closed).count();
        }

        int calls() {
            return engines.stream().mapToInt(each -> each.calls).sum();
        }
    }

    /** An engine that says whether it was closed. */
    private static final class Recorded implements BatchEngine {
        private boolean closed;
        private int calls;

        @Override
        public void refresh(FlatParameters parameters) {}

        @Override
        public LossSums gradient(Batch batch, long step, float[] flatGradient) {
            calls++;
            return new LossSums();
        }

        @Override
        public float[] logits(int[] tokens, int batchSize, long step) {
            calls++;
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

    private final Made first = new Made();
    private final Made lasting = new Made();

    private GradualEngine engine(WarmUp warmUp) {
        GradualEngine engine = new GradualEngine(warmUp, first::make, lasting::make, null, 1);
        engine.refresh(new FlatParameters(Map.of("w", Tensor.of(new float[3], 3))));
        return engine;
    }

    @Test
    void an_engine_goes_over_between_two_steps_and_closes_the_first() throws InterruptedException {
        WarmUp warmUp = new WarmUp(new AtomicBoolean());
        try (GradualEngine engine = engine(warmUp)) {
            warmUp.worked(WarmUp.PATIENCE_NANOS, pool -> new EmptyTrial(() -> {}));
            await_the_end_of(warmUp);
            assertThat(lasting.engines).isEmpty();
            assertThat(first.open()).isOne();

            engine.refresh(null);
            assertThat(first.open()).isZero();
            assertThat(lasting.open()).isOne();
        }
        assertThat(lasting.open()).isZero();
    }

    @Test
    void an_engine_that_is_warmed_up_computes_the_next_batch_with_the_lasting_kernels() {
        AtomicBoolean anyIsOver = new AtomicBoolean();
        try (GradualEngine engine = engine(new WarmUp(anyIsOver))) {
            engine.logits(new int[4], 2, 0);
            assertThat(lasting.engines).isEmpty();

            engine.warmUp();
            assertThat(engine.logits(new int[4], 2, 0)).containsExactly(2);
            assertThat(first.open()).isZero();
            assertThat(lasting.open()).isOne();
            int before = first.calls();
            engine.logits(new int[4], 2, 0);
            assertThat(first.calls()).isEqualTo(before);
        }
        assertThat(anyIsOver).isTrue();
        assertThat(lasting.open()).isZero();
    }

    @Test
    void a_trial_holds_one_engine_at_a_time_with_the_gradients_of_one_group() {
        try (GradualEngine engine = engine(new WarmUp(new AtomicBoolean()))) {
            engine.warmUp();
            engine.gradient(new Batch(1, 1, 1, new int[1], new int[1]), 0, new float[3]);
        }
        assertThat(first.groups).containsExactly(RowEngine.GROUPS, 1);
        assertThat(lasting.groups).containsExactly(1, RowEngine.GROUPS);
        assertThat(first.open() + lasting.open()).isZero();
    }

    @Test
    void a_session_that_is_warmed_up_decodes_and_computes_logits_with_the_lasting_kernels() {
        Model<?> model = new HuggingFaceGpt();
        AtomicInteger calls = new AtomicInteger();
        Kernels counted = counted(PlainKernels.create(), calls);
        CompiledTrainer trainer =
                new CompiledTrainer(1, PlainKernels::create, () -> Optional.of(counted), new ProgramCache(16));
        try (TrainingSession session = open(trainer, model)) {
            Batch batch = Fixtures.batch(model, session.shape(), 3, 4);
            session.step(batch, Fixtures.LEARNING_RATE);
            assertThat(calls).as("calls of the first kernels").hasPositiveValue();

            session.warmUp();
            session.logits(batch.tokens(), batch.positions(), Targets.LAST); // Tries both.
            session.step(batch, Fixtures.LEARNING_RATE);
            calls.set(0);
            session.step(batch, Fixtures.LEARNING_RATE);
            session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
            session.logits(batch.tokens(), batch.positions(), Targets.LAST);
            session.decoder(1).append(1, 2);
            assertThat(calls).hasValue(0);
        }
        try (TrainingSession session = open(trainer, new Mlp())) {
            session.step(Fixtures.batch(new Mlp(), session.shape(), 3, 4), Fixtures.LEARNING_RATE);
            assertThat(calls).as("calls in a JVM that is warm").hasValue(0);
        }
    }

    /** Kernels on rows that count the calls of all families. */
    private static Kernels counted(Kernels kernels, AtomicInteger calls) {
        return new Kernels(
                kernels.name(),
                counted(ProductKernels.class, kernels.products(), calls),
                counted(AttentionKernels.class, kernels.attention(), calls),
                counted(NormKernels.class, kernels.norms(), calls),
                counted(ActivationKernels.class, kernels.activations(), calls),
                counted(ElementwiseKernels.class, kernels.elementwise(), calls),
                counted(LossKernels.class, kernels.losses(), calls),
                kernels.interleaved());
    }

    private static <F> F counted(Class<F> family, F kernels, AtomicInteger calls) {
        Object proxy =
                Proxy.newProxyInstance(family.getClassLoader(), new Class<?>[] {family}, (self, method, arguments) -> {
                    calls.incrementAndGet();
                    return method.invoke(kernels, arguments);
                });
        return family.cast(proxy);
    }

    /** A trial with work for the first kernels only. */
    private record EmptyTrial(Runnable work) implements WarmUp.Trial {
        @Override
        public void first() {
            work.run();
        }

        @Override
        public void lasting() {}

        @Override
        public void close() {}
    }

    private static void await_the_end_of(WarmUp warmUp) throws InterruptedException {
        while (!warmUp.isOver()) {
            Thread.sleep(1);
        }
    }
}
