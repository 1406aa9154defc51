package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** What is left of a session after it was closed, interrupted or could not be opened: nothing, with either trainer. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SessionEndTest {
    private static final int MAX_SECONDS = 10;

    private Set<Thread> before;

    /** With a time limit of its own: JUnit's thread that watches limits starts with the first one. */
    @BeforeEach
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void look_around() {
        before = alive();
    }

    static Stream<Arguments> trainersAndModels() {
        return Stream.of(new CompiledTrainer(2), new SameDiffTrainer())
                .flatMap(trainer -> Fixtures.models().map(model -> arguments(trainer, model)));
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new CompiledTrainer(2), new SameDiffTrainer());
    }

    @ParameterizedTest
    @MethodSource("trainersAndModels")
    void whatever_is_asked_of_a_closed_session_is_answered_with_its_name(Trainer trainer, Model<?> model) {
        SequenceShape shape = Fixtures.addition(model);
        TrainingSession session = open(trainer, model, shape);
        Batch batch = Fixtures.batch(model, shape, 2, 1);
        Map<String, Tensor> parameters = session.parameters();
        DropoutEvaluation dropout = session.capability(DropoutEvaluation.class).orElseThrow();
        Checkpointable checkpointable = session.capability(Checkpointable.class).orElseThrow();
        Decoder decoder = session.decoder(2);
        Decoder recomputing = Decoder.recomputing(session, 2);
        decoder.append(batch.tokens());
        recomputing.append(batch.tokens());
        session.step(batch, Fixtures.LEARNING_RATE);

        OptimizerState state = checkpointable.optimizerState();

        session.close();
        session.close();

        List<ThrowingCallable> uses = List.of(
                () -> session.step(batch, Fixtures.LEARNING_RATE),
                () -> session.gradients(batch),
                () -> session.logits(batch.tokens(), batch.positions(), Targets.LAST),
                () -> dropout.logitsWithDropout(batch.tokens(), batch.positions(), Targets.LAST),
                session::parameters,
                checkpointable::optimizerState,
                () -> checkpointable.restore(parameters, state),
                session::parameterCount,
                () -> session.load(parameters),
                () -> decoder.append(1, 2),
                () -> recomputing.append(1, 2),
                () -> session.decoder(2).append(batch.tokens()));
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("The model '" + model.id() + "' is closed"));
    }

    @ParameterizedTest
    @MethodSource("trainersAndModels")
    void closing_ends_the_threads_and_gives_the_parameters_back(Trainer trainer, Model<?> model) throws Exception {
        SequenceShape shape = Fixtures.addition(model);
        Watched<?> watched = new Watched<>(model, false);
        try (TrainingSession session = open(trainer, watched, shape)) {
            Batch batch = Fixtures.batch(model, shape, 40, 1);
            session.step(batch, Fixtures.LEARNING_RATE);
            session.decoder(40).append(batch.tokens());
            assertThat(watched.closedParameters()).isNotEmpty().containsOnly(false);
        }
        assertThat(watched.closedParameters()).containsOnly(true);
        assertNoNewThreads();
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void a_model_that_cannot_be_opened_keeps_nothing(Trainer trainer) throws Exception {
        Watched<?> watched = new Watched<>(new NanoGpt(), true);
        assertThatThrownBy(() -> open(trainer, watched, new SequenceShape(7, 5, 5)))
                .isInstanceOf(ModelException.class);

        assertThat(watched.closedParameters()).isNotEmpty().containsOnly(true);
        assertNoNewThreads();
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void interrupts_in_the_middle_of_steps_change_no_number_and_leave_no_thread(Trainer trainer) throws Exception {
        List<Object> undisturbed = numbers(trainer);
        Thread stepping = Thread.currentThread();
        Thread nagging = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                stepping.interrupt();
                Thread.onSpinWait();
            }
        });
        List<Object> disturbed;
        nagging.start();
        try {
            disturbed = numbers(trainer);
        } finally {
            nagging.interrupt();
            joinDespiteInterrupts(nagging);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(disturbed).isEqualTo(undisturbed);
        assertNoNewThreads();
    }

    private static void joinDespiteInterrupts(Thread thread) {
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static List<Object> numbers(Trainer trainer) {
        Model<?> model = new TlTransformer();
        SequenceShape shape = Fixtures.addition(model);
        List<Object> numbers = new ArrayList<>();
        try (TrainingSession session = open(trainer, model, shape)) {
            for (int step = 0; step < 5; step++) {
                numbers.add(session.step(Fixtures.batch(model, shape, 65, step), Fixtures.LEARNING_RATE));
            }
            numbers.add(session.parameters());
        }
        return numbers;
    }

    /** One layer is enough. */
    private static <C extends Record> TrainingSession open(Trainer trainer, Model<C> model, SequenceShape shape) {
        Map<String, String> shallow =
                Configs.keys(model.configType()).contains("layers") ? Map.of("layers", "1") : Map.of();
        return trainer.open(new TrainingSpec<>(
                model,
                new Configs().with(model.defaultConfig(shape), shallow),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-4),
                new SeedStreams(5)));
    }

    private static Set<Thread> alive() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /** ND4J's own, which start with its first use, serve all sessions and are daemons. */
    private void assertNoNewThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
        while (!newThreads().isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(2); // A thread that has done its work is alive for a moment.
        }
        assertThat(newThreads()).isEmpty();
    }

    private Set<Thread> newThreads() {
        return alive().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> !thread.isDaemon() || thread.getName().startsWith("transformer-bench"))
                .collect(Collectors.toSet());
    }

    /** A model that remembers its graphs, and may have no logits in the end. */
    private static final class Watched<C extends Record> implements Model<C> {
        private final Model<C> model;
        private final boolean isBroken;
        private final List<SameDiff> graphs = new ArrayList<>();

        Watched(Model<C> model, boolean isBroken) {
            this.model = model;
            this.isBroken = isBroken;
        }

        /** Of each parameter in each graph, whether its array is closed. */
        List<Boolean> closedParameters() {
            return graphs.stream()
                    .flatMap(graph -> graph.variables().stream())
                    .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                    .map(variable -> variable.getArr().wasClosed())
                    .toList();
        }

        @Override
        public SDVariable logits(GraphScope scope, SDVariable tokens, C config) {
            graphs.add(scope.graph());
            SDVariable logits = model.logits(scope, tokens, config);
            if (isBroken) {
                throw new IllegalStateException("no logits today");
            }
            return logits;
        }

        @Override
        public String id() {
            return model.id();
        }

        @Override
        public Class<C> configType() {
            return model.configType();
        }

        @Override
        public C defaultConfig(SequenceShape shape) {
            return model.defaultConfig(shape);
        }

        @Override
        public Targets predicts() {
            return model.predicts();
        }

        @Override
        public Map<String, String> tiedParameters(C config) {
            return model.tiedParameters(config);
        }
    }
}
