package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes;
import org.transformerbench.api.Fakes.CountConfig;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingLoop;

/** A task that breaks its contract is found before the first run or, at the latest, with the batch that is wrong. */
class BrokenTaskTest {
    private static final Rows GOOD = Rows.numbered(20);
    private static final Rows NONE = Rows.of();

    private static FakeData last(ExampleSet train, ExampleSet validation, ExampleSet test) {
        return new FakeData(train, validation, test, List.of(Targets.LAST));
    }

    static Stream<Arguments> mistakes() {
        Rows badToken = Rows.of(new int[] {0, 0}, new int[] {300, 1});
        Rows badTarget = Rows.of(new int[] {0, 0}, new int[] {0, 1}, new int[] {0, -2});
        ExampleSet wide = new Examples() {
            @Override
            public int targetsPerExample() {
                return 2;
            }
        };
        ExampleSet unwritten = new Examples() {
            @Override
            public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
                tokens[tokenOffset] = 1;
            }
        };
        ExampleSet beyond = new Examples() {
            @Override
            public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
                super.read(index, tokens, tokenOffset, targets, targetOffset);
                tokens[tokenOffset + 3] = 1;
            }
        };
        ExampleSet scored = new Examples() {
            @Override
            public int firstScoredTarget(long example) {
                return example < 7 ? 1 : 2;
            }
        };
        Rows nothing = Rows.of(new int[] {0, Batch.IGNORED}, new int[] {1, Batch.IGNORED});
        ExampleSet throwing = new Examples() {
            @Override
            public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
                throw new IllegalStateException("page " + index + " is torn");
            }
        };
        String vocabulary = ", must be at least 0 and below 300, the size of the vocabulary";
        String target = vocabulary + ", or -1 for a target that does not count";
        ExampleSet unanswered = answered(null);
        return Stream.of(
                mistake("training data, example 1: token 0 is 300" + vocabulary, () -> last(badToken, NONE, GOOD)),
                mistake("validation data, example 1: token 0 is 300" + vocabulary, () -> last(GOOD, badToken, GOOD)),
                mistake("test data, example 2: target 0 is -2" + target, () -> last(GOOD, NONE, badTarget)),
                mistake("its training data has 0 examples, must be at least 1", () -> last(NONE, NONE, GOOD)),
                mistake("its test data has 0 examples, must be at least 1", () -> last(GOOD, NONE, NONE)),
                mistake(
                        "test data, positions (3) must be the context length (1)",
                        () -> last(GOOD, NONE, new Examples())),
                mistake("training data, targetsPerExample (2) must be 1 for LAST", () -> last(wide, NONE, wide)),
                mistake(
                        "its examples have 2 targets, must be 3 for EVERY",
                        () -> new FakeData(everyTwo(), NONE, everyTwo(), List.of(Targets.EVERY))),
                mistake(
                        "training data, example 7: firstScoredTarget (2) must be at least 0 and at most targetsPerExample (1)",
                        () -> last(scored, NONE, scored)),
                mistake(
                        "test data, no scored target of its 2 examples counts, must be at least one",
                        () -> last(GOOD, NONE, nothing)),
                mistake(
                        "training data, " + unanswered.getClass().getName() + ".answers gave null",
                        () -> last(unanswered, NONE, GOOD)),
                mistake(
                        "training data, answer 1 of 2: it is made up of the examples from 3 to before 19, must be at least one,"
                                + " from 3 to before 20 on",
                        () -> last(answered(Answers.ofLengths(3, 16)), NONE, GOOD)),
                mistake(
                        "training data, answer 2 of 3: it is made up of the examples from 7 to before 20, must be at least one,"
                                + " from 8 to before 20 on",
                        () -> last(answered(new Overlapping()), NONE, GOOD)),
                mistake(
                        "training data, example 0: read left token 1 unwritten",
                        () -> last(unwritten, NONE, unwritten)),
                mistake("training data, example 0: read wrote beyond its 3 tokens", () -> last(beyond, NONE, beyond)),
                mistake(
                        "training data, example 0: cannot be read, it threw java.lang.IllegalStateException: page 0 is torn",
                        () -> last(throwing, NONE, throwing)),
                mistake(
                        "its dataChecksum is 1234, must be \"sha256:\" and 64 lower-case hexadecimal digits",
                        () -> Fakes.fromFile(last(GOOD, NONE, GOOD), "1234")),
                mistake(
                        "its targets are [], must be at least one mode",
                        () -> new FakeData(GOOD, NONE, GOOD, List.of())));
    }

    private static ExampleSet answered(Answers answers) {
        return new Examples() {
            @Override
            public int positions() {
                return 1;
            }

            @Override
            public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
                tokens[tokenOffset] = 0;
                targets[targetOffset] = 1;
            }

            @Override
            public Answers answers() {
                return answers;
            }
        };
    }

    /** Three answers of twenty examples, of which the last begins one too early. */
    private record Overlapping() implements Answers {
        @Override
        public long count() {
            return 3;
        }

        @Override
        public long firstExample(long answer) {
            return answer == 2 ? 7 : 4 * answer;
        }

        @Override
        public long endExample(long answer) {
            return answer == 2 ? 20 : 4 * (answer + 1);
        }
    }

    private static ExampleSet everyTwo() {
        return new Examples() {
            @Override
            public int targetsPerExample() {
                return 2;
            }

            @Override
            public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
                super.read(index, tokens, tokenOffset, targets, targetOffset);
                targets[targetOffset + 1] = 1;
            }
        };
    }

    private static Arguments mistake(String message, Supplier<Dataset> data) {
        return Arguments.of(message, data);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void is_refused_before_the_first_run_with_task_part_example_value_and_rule(String message, Supplier<Dataset> data) {
        List<Object> opened = new ArrayList<>();
        assertThatThrownBy(() -> FaultyRuns.run(FaultyRuns.registry(data, spec -> {
                    opened.add(spec);
                    return new FakeSession();
                })))
                .isInstanceOf(DataException.class)
                .hasMessage("The task 'sort' breaks its contract: " + message);
        assertThat(opened).isEmpty();
    }

    @Test
    void that_throws_is_one_message_for_data_and_for_configuration() {
        assertThatThrownBy(() -> FaultyRuns.run(FaultyRuns.registry(
                        () -> {
                            throw new NoClassDefFoundError("p/Gone");
                        },
                        spec -> new FakeSession())))
                .isInstanceOf(DataException.class)
                .hasMessage("The task 'sort' cannot make its data, it threw java.lang.NoClassDefFoundError: p/Gone");

        FakeTask undecided = new FakeTask("sort", seeds -> FaultyRuns.data());
        assertThatThrownBy(() ->
                        FaultyRuns.run(FaultyRuns.withSession(FakeSession::new).with(new Undecided(undecided))))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("The task 'sort' cannot say what its configuration is, it threw ")
                .hasMessageEndingWith("defaultConfig gave null");
    }

    private record Undecided(FakeTask task) implements Task<CountConfig> {
        @Override
        public String id() {
            return task.id();
        }

        @Override
        public Class<CountConfig> configType() {
            return task.configType();
        }

        @Override
        public CountConfig defaultConfig() {
            return null;
        }

        @Override
        public Dataset load(CountConfig config, SeedStreams seeds) {
            return task.load(config, seeds);
        }
    }

    @Test
    void is_found_by_a_loop_that_is_used_alone_too() {
        FakeSession session = new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                throw new AssertionError("never asked");
            }
        };
        FakeData data = last(Rows.of(new int[] {1, 999}), NONE, GOOD);
        TrainingLoop loop = new TrainingLoop(
                session,
                data,
                Targets.LAST,
                TrainingConfig.defaults().forSteps(3),
                Protocol.strict(),
                new SeedStreams(1),
                new TrainingListener() {});

        assertThat(loop.run().outcome().reason())
                .isEqualTo("DataException: The data is not valid: training data, example 0: target 0 is 999, must be at"
                        + " least 0 and below 300, the size of the vocabulary, or -1 for a target that does not count");
    }

    @Test
    void that_is_good_is_let_through() {
        assertThat(new ExperimentRunner(FaultyRuns.registry(
                                () -> last(new Examples(), new Examples(), new Examples()), spec -> new FakeSession() {
                                    @Override
                                    public float[] logits(int[] tokens, int positions, Targets targets) {
                                        return new float[tokens.length / positions * 3];
                                    }
                                }))
                        .run(FaultyRuns.experiment().build()))
                .extracting(RunResult::outcome)
                .containsOnly(Outcome.completed("10 steps"));
    }
}
