package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ForwardingDataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** How a protocol gets to the task, the model and the result. */
class ExperimentProtocolTest {
    private static final ReferenceLine UNIFORM = new ReferenceLine("uniform", Math.log(3), OptionalDouble.empty());

    private final List<TrainingSpec<?>> opened = new ArrayList<>();
    private boolean referencesFail;
    private final Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp", Targets.LAST))
            .with(new ProtocolTask())
            .with(new FakeTrainer("fake", this::open));

    /** Its configuration is what the protocol says. */
    record ProtocolConfig(boolean keepCommutedPairsTogether, String preset) {}

    private final class ProtocolTask implements Task<ProtocolConfig> {
        @Override
        public String id() {
            return "sort";
        }

        @Override
        public Class<ProtocolConfig> configType() {
            return ProtocolConfig.class;
        }

        @Override
        public ProtocolConfig defaultConfig() {
            throw new IllegalStateException("the protocol was not asked");
        }

        @Override
        public ProtocolConfig defaultConfig(Protocol protocol) {
            return new ProtocolConfig(protocol.keepCommutedPairsTogether(), protocol.preset());
        }

        @Override
        public Dataset load(ProtocolConfig config, SeedStreams seeds) {
            return new ReferenceData(new FakeData(
                    Rows.numbered(9), Rows.numbered(2), Rows.numbered(3), List.of(Targets.EVERY, Targets.LAST)));
        }
    }

    private final class ReferenceData extends ForwardingDataset {
        ReferenceData(FakeData data) {
            super(data);
        }

        @Override
        public List<ReferenceLine> references(Targets targets) {
            if (referencesFail) {
                throw new IllegalStateException("no reference today");
            }
            return List.of(UNIFORM);
        }
    }

    private Supplier<TrainingSession> sessions = Dropping::new;

    private TrainingSession open(TrainingSpec<?> spec) {
        opened.add(spec);
        return sessions.get();
    }

    private static class Counting extends FakeSession {
        @Override
        public OptionalLong flopsPerExample() {
            return OptionalLong.of(42);
        }
    }

    private static final class Dropping extends Counting implements DropoutEvaluation {
        @Override
        public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
            return logits(tokens, positions, targets);
        }
    }

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("gpt")
                .trainer("fake")
                .training(TrainingConfig.builder()
                        .batchSize(2)
                        .withoutBudgets()
                        .maxSteps(2)
                        .evaluationInterval(1)
                        .build());
    }

    private RunResult run(Experiment.Builder experiment) {
        return new ExperimentRunner(registry).run(experiment.build()).get(0);
    }

    @Test
    void is_strict_where_nothing_is_said() {
        RunResult result = run(experiment());

        assertThat(result.spec().protocol()).isEqualTo(Protocol.strict());
        assertThat(result.spec().taskConfig()).isEqualTo(new Configs().write(new ProtocolConfig(true, "strict")));
        assertThat(result.curve()).hasSize(2).allMatch(point -> point.test().isEmpty());
        assertThat(result.measurements().lastEvaluation().validation()).isPresent();
        assertThat(result.measurements().lastEvaluation().test()).isPresent();
    }

    @Test
    void gives_the_task_the_defaults_of_the_protocol_and_the_loop_its_rules() {
        RunResult result = run(experiment().protocol(Protocol.notebook2023()));

        assertThat(result.spec().protocol()).isEqualTo(Protocol.notebook2023());
        assertThat(result.spec().taskConfig())
                .isEqualTo(new Configs().write(new ProtocolConfig(false, "notebook-2023")));
        assertThat(result.curve()).hasSize(2).allMatch(point -> point.test().isPresent());
        assertThat(result.measurements().lastEvaluation().validation()).isEmpty();
    }

    @Test
    void changes_a_switch_by_a_bare_or_a_qualified_key() {
        RunResult result = run(experiment().set("evaluationDropout", "true").set("protocol.testAtEndOnly", "false"));

        assertThat(result.spec().protocol())
                .isEqualTo(new Configs()
                        .with(Protocol.strict(), Map.of("evaluationDropout", "true", "testAtEndOnly", "false")));
        assertThat(result.curve()).allMatch(point -> point.test().isPresent());
    }

    @Test
    void a_switch_of_the_protocol_alone_changes_the_defaults_of_the_task() {
        assertThat(run(experiment().set("protocol.keepCommutedPairsTogether", "false"))
                        .spec()
                        .taskConfig()
                        .path("keepCommutedPairsTogether")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void a_trainer_that_cannot_evaluate_with_dropout_fails_before_its_first_step_where_the_protocol_wants_it() {
        Counting session = new Counting();
        sessions = () -> session;
        RunResult result = run(experiment().set("evaluationDropout", "true"));

        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(result.outcome().reason())
                .contains("protocol.evaluationDropout is true, but the trainer's sessions have no DropoutEvaluation");
        assertThat(session.batches).isEmpty();
        assertThat(run(experiment()).outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preset           | notebook-2023 | preset (notebook-2023) must be chosen as the protocol itself",
                "protocol.preset  | strict        | preset (strict) must be chosen as the protocol itself",
                "protocol.drop    | true          | protocol: Unknown key 'drop' of Protocol",
                "testAtEndOnyl    | true          | Unknown key 'testAtEndOnyl'; did you mean 'testAtEndOnly'?",
                "evaluationTimed  | maybe         | protocol: evaluationTimed (maybe) must be true or false",
                "validationApart  | false         | protocol: testAtEndOnly (true) must be false where no validation",
                "targetPositions  | first         | protocol: targetPositions (first) must be one of LAST, EVERY",
            })
    void rejects_a_wrong_switch_before_the_first_run(String key, String value, String message) {
        assertThatThrownBy(() -> run(experiment().set(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
        assertThat(opened).isEmpty();
    }

    @Test
    void trains_the_positions_that_the_protocol_wants() {
        assertThat(run(experiment()).spec().targets()).isEqualTo(Targets.EVERY);
        assertThat(run(experiment().set("targetPositions", "last")).spec().targets())
                .isEqualTo(Targets.LAST);
        assertThat(opened).extracting(TrainingSpec::targets).containsExactly(Targets.EVERY, Targets.LAST);
    }

    @Test
    void says_which_model_cannot_be_trained_on_the_positions_that_the_protocol_wants() {
        Experiment.Builder every = experiment().set("targetPositions", "every");
        assertThatThrownBy(() -> run(every.models("mlp")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "No model is left that can do the task. The model 'mlp' predicts the last position only, and the"
                                + " protocol wants targets at every position. Set targetPositions=none, and each model is trained"
                                + " on what it can predict.");
        assertThat(opened).isEmpty();
        assertThat(new ExperimentRunner(registry).run(every.models().build()))
                .extracting(
                        result -> result.spec().model(),
                        result -> result.outcome().kind())
                .containsExactly(tuple("gpt", Outcome.Kind.COMPLETED), tuple("mlp", Outcome.Kind.LEFT_OUT));
    }

    @Test
    void says_that_the_data_has_not_the_positions_that_the_protocol_wants() {
        FakeData lastOnly = new FakeData(Rows.numbered(9), Rows.of(), Rows.numbered(3), List.of(Targets.LAST));
        Protocol every = new Configs().with(Protocol.strict(), Map.of("targetPositions", "every"));
        assertThatThrownBy(() -> Settings.targets(new FakeModel("gpt"), lastOnly, every))
                .isInstanceOf(ConfigException.class)
                .hasMessage("protocol: targetPositions (EVERY) must be among the targets that this data has: [LAST]");
    }

    @Test
    void records_reference_lines_and_arithmetic() {
        RunResult result = run(experiment());
        assertThat(result.measurements().references()).containsExactly(UNIFORM);
        assertThat(result.measurements().flopsPerExample()).hasValue(42);
    }

    @Test
    void keeps_a_result_that_has_no_reference_lines() {
        referencesFail = true;
        RunResult result = run(experiment());
        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
        assertThat(result.measurements().references()).isEmpty();
    }

    @Test
    void ends_a_run_when_its_arithmetic_is_used_up() {
        TrainingConfig config =
                TrainingConfig.builder().batchSize(2).maxFlops(200).build();
        assertThat(run(experiment().training(config)).outcome())
                .isEqualTo(Outcome.completed("200 multiplications and additions"));
    }
}
