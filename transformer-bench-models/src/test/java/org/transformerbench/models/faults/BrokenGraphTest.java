package org.transformerbench.models.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** A model whose graph is broken, with both trainers: refused when it is opened, with its name and the reason. */
class BrokenGraphTest {
    private static final int V = 7;
    private static final int T = 5;

    /** Configuration of {@link Faulty}. */
    record Nothing() {}

    /** Does what it is told instead of a graph. */
    record Faulty(BiFunction<GraphScope, SDVariable, SDVariable> graph) implements Model<Nothing> {
        @Override
        public String id() {
            return "faulty";
        }

        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig(SequenceShape shape) {
            return new Nothing();
        }

        @Override
        public SDVariable logits(GraphScope scope, SDVariable tokens, Nothing config) {
            return graph.apply(scope, tokens);
        }
    }

    /** A good graph: a row of logits per token. */
    private static SDVariable table(GraphScope scope, SDVariable tokens, Initializer first, int width) {
        SDVariable table = scope.parameter("table", first, V, width);
        return Embedding.tokens(scope, tokens, table, width);
    }

    private static SDVariable good(GraphScope scope, SDVariable tokens) {
        return table(scope, tokens, Initializer.normal(0.02), V);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static SDVariable endless(GraphScope scope, SDVariable tokens) {
        return endless(scope, tokens).add(1);
    }

    static Stream<Arguments> mistakes() {
        String builds = "The model 'faulty' cannot build its graph: ";
        List<Arguments> mistakes = List.of(
                mistake(builds + "no graph today", (scope, tokens) -> {
                    throw new IllegalStateException("no graph today");
                }),
                mistake(builds + "java.lang.ArrayStoreException", (scope, tokens) -> {
                    throw new ArrayStoreException();
                }),
                mistake(builds + "java.io.IOException: no file", (scope, tokens) -> {
                    throw sneak(new IOException("no file"));
                }),
                mistake(builds + "java.lang.NoClassDefFoundError: p/Gone", (scope, tokens) -> {
                    throw new NoClassDefFoundError("p/Gone");
                }),
                mistake(builds + "java.lang.AssertionError: width", (scope, tokens) -> {
                    throw new AssertionError("width");
                }),
                mistake(builds + "java.lang.StackOverflowError", BrokenGraphTest::endless),
                mistake(builds + Faulty.class.getName() + ".logits gave null", (scope, tokens) -> null),
                mistake(
                        builds + "its logits are of type INT, must be FLOAT",
                        (scope, tokens) -> good(scope, tokens).castTo(DataType.INT32)),
                mistake(
                        builds + "its logits are of type DOUBLE, must be FLOAT",
                        (scope, tokens) -> good(scope, tokens).castTo(DataType.DOUBLE)),
                mistake(
                        builds + "its logits belong to another graph than the one that it was given",
                        (scope, tokens) -> SameDiff.create().constant(1f)),
                mistake(
                        builds + "there is no parameter in it, so that there is nothing to train",
                        (scope, tokens) -> scope.graph().oneHot(tokens, V, -1, 1, 0, DataType.FLOAT)),
                mistake(
                        builds + "The parameter table begins with NaN at index 0, must be finite",
                        (scope, tokens) -> table(scope, tokens, Initializer.constant(Float.NaN), V)),
                mistake(
                        "The model 'faulty' gave logits of shape [1, 5, 8] where (B, O, V) is [1, 5, 7]",
                        (scope, tokens) -> table(scope, tokens, Initializer.normal(0.02), V + 1)),
                mistake(
                        "The model 'faulty' gave logits of shape [1, 35] where (B, O, V) is [1, 5, 7]",
                        (scope, tokens) -> good(scope, tokens).reshape(-1, (long) T * V)),
                mistake(
                        "The model 'faulty' gave logits of shape [1, 4, 7] where (B, O, V) is [1, 5, 7]",
                        (scope, tokens) -> good(scope, tokens)
                                .get(
                                        org.nd4j.autodiff.samediff.SDIndex.all(),
                                        org.nd4j.autodiff.samediff.SDIndex.interval(0, T - 1),
                                        org.nd4j.autodiff.samediff.SDIndex.all())));
        return Stream.of(new CompiledTrainer(1), new SameDiffTrainer())
                .flatMap(trainer -> mistakes.stream()
                        .map(mistake -> Arguments.of(trainer.id(), mistake.get()[0], mistake.get()[1], trainer)));
    }

    private static Arguments mistake(String message, BiFunction<GraphScope, SDVariable, SDVariable> graph) {
        return Arguments.of(message, new Faulty(graph));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void is_refused_by_both_trainers_with_its_name_and_the_reason(
            String id, String message, Faulty model, Trainer trainer) {
        TrainingSpec<Nothing> spec = new TrainingSpec<>(
                model,
                new Nothing(),
                new SequenceShape(V, T, T),
                Targets.EVERY,
                new AdamW(1e-2, 0.9, 0.999, 1e-8, 0),
                new SeedStreams(1));

        assertThatThrownBy(() -> trainer.open(spec).close())
                .isInstanceOf(ModelException.class)
                .hasMessage(message);
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new CompiledTrainer(1), new SameDiffTrainer());
    }

    /** Sequences that count on, until a token is beyond the vocabulary. */
    record Counting(int firstBad) implements Task<Nothing>, ExampleSet {
        @Override
        public String id() {
            return "counting";
        }

        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig() {
            return new Nothing();
        }

        @Override
        public Dataset load(Nothing config, SeedStreams seeds) {
            Counting good = new Counting(Integer.MAX_VALUE);
            Counting train = this;
            return new Dataset() {
                @Override
                public Vocabulary vocabulary() {
                    return Vocabulary.of("abcdefg");
                }

                @Override
                public int contextLength() {
                    return T;
                }

                @Override
                public List<Targets> targets() {
                    return List.of(Targets.LAST);
                }

                @Override
                public ExampleSet train(Targets targets) {
                    return train;
                }

                @Override
                public ExampleSet validation(Targets targets) {
                    return good;
                }

                @Override
                public ExampleSet test(Targets targets) {
                    return good;
                }
            };
        }

        @Override
        public long size() {
            return 100;
        }

        @Override
        public int positions() {
            return T;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            for (int i = 0; i < T; i++) {
                tokens[tokenOffset + i] = (int) (index + i) % V;
            }
            targets[targetOffset] = (int) (index + T) % V;
        }

        /** The mistake is here, where nobody looks before the first run. */
        @Override
        public Batch batch(long... indices) {
            Batch batch = ExampleSet.super.batch(indices);
            if (firstBad < Integer.MAX_VALUE) {
                batch.tokens()[firstBad] = V;
            }
            return batch;
        }
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void tokens_outside_of_the_vocabulary_never_reach_a_trainer(Trainer trainer) {
        Registry registry = Registry.empty().with(new Mlp()).with(trainer).with(new Counting(2 * T + 3));
        RunResult result = new ExperimentRunner(registry)
                .run(Experiment.on("counting")
                        .models("mlp")
                        .trainer(trainer.id())
                        .training(TrainingConfig.defaults().withBatchSize(8).forSteps(3))
                        .build())
                .get(0);

        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(result.outcome().reason())
                .matches(DataException.class.getSimpleName()
                        + ": The task 'counting' breaks its contract: training data, example \\d+: token 3 is 7, must be"
                        + " at least 0 and below 7, the size of the vocabulary");
        assertThat(result.measurements().training().steps()).isZero();
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void a_broken_model_does_not_disturb_the_one_after_it(Trainer trainer) {
        Registry registry = Registry.empty()
                .with(new Mlp())
                .with(new Faulty((scope, tokens) -> null))
                .with(trainer)
                .with(new Counting(Integer.MAX_VALUE));
        List<RunResult> results = new ExperimentRunner(registry)
                .run(Experiment.on("counting")
                        .models("faulty", "mlp")
                        .trainer(trainer.id())
                        .training(TrainingConfig.defaults().withBatchSize(8).forSteps(3))
                        .build());

        assertThat(results)
                .extracting(each -> each.outcome().kind())
                .containsExactly(Outcome.Kind.FAILED, Outcome.Kind.COMPLETED);
    }
}
