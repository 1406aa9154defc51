package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Fakes.CountConfig;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Fakes.WidthConfig;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainingListener;

class ExperimentRunnerTest {
    private static final TrainingConfig TRAINING = TrainingConfig.builder()
            .batchSize(4)
            .withoutBudgets()
            .maxSteps(5)
            .evaluationInterval(2)
            .build();

    private final List<Long> loads = new ArrayList<>();
    private final List<TrainingSpec<?>> opened = new ArrayList<>();
    private final List<FakeSession> sessions = new ArrayList<>();
    private Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp", Targets.LAST))
            .with(new FakeTask("sort", this::load))
            .with(new FakeTrainer("fake", this::open));

    private Dataset load(SeedStreams seeds) {
        loads.add(seeds.seed());
        return FakeData.of(Rows.numbered(20 + (int) seeds.seed()), Rows.numbered(6));
    }

    private TrainingSession open(TrainingSpec<?> spec) {
        opened.add(spec);
        FakeSession session = new FakeSession();
        sessions.add(session);
        return session;
    }

    private static Experiment.Builder experiment() {
        return Experiment.on("sort").models("mlp", "gpt").trainer("fake").training(TRAINING);
    }

    private List<RunResult> run(Experiment.Builder experiment, TrainingListener... listeners) {
        return new ExperimentRunner(registry).run(experiment.build(), listeners);
    }

    @Test
    void runs_every_model_with_every_rate_and_every_seed_in_that_order() {
        List<RunStart> starts = new ArrayList<>();
        List<RunResult> ends = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onRunStart(RunStart start) {
                starts.add(start);
            }

            @Override
            public void onRunEnd(RunResult result) {
                ends.add(result);
            }
        };
        List<RunResult> results = run(experiment().learningRates(0.5, 0.25).seeds(7, 3), listener);

        assertThat(results)
                .extracting(result -> result.spec().model() + " "
                        + result.spec().learningRate() + " " + result.spec().seed())
                .containsExactly(
                        "mlp 0.5 7",
                        "mlp 0.5 3",
                        "mlp 0.25 7",
                        "mlp 0.25 3",
                        "gpt 0.5 7",
                        "gpt 0.5 3",
                        "gpt 0.25 7",
                        "gpt 0.25 3");
        assertThat(ends).isEqualTo(results);
        assertThat(starts.get(5)).isEqualTo(new RunStart(results.get(5).spec(), 11, 6, 8));
        assertThat(sessions).hasSize(8).allMatch(session -> session.closed);
    }

    @Test
    void loads_the_data_of_each_seed_once_and_gives_all_models_the_same_batches() {
        run(experiment().learningRates(0.5, 0.25).seeds(7, 3));

        assertThat(loads).containsExactly(7L, 3L);
        Map<Long, Set<String>> batchesBySeed = new HashMap<>();
        for (int i = 0; i < opened.size(); i++) {
            StringBuilder batches = new StringBuilder();
            sessions.get(i).batches.forEach(batch -> batches.append(Arrays.toString(batch)));
            batchesBySeed
                    .computeIfAbsent(opened.get(i).seeds().seed(), seed -> new TreeSet<>())
                    .add(batches.toString());
        }
        assertThat(batchesBySeed.get(7L)).hasSize(1).isNotEqualTo(batchesBySeed.get(3L));
        assertThat(batchesBySeed.get(3L)).hasSize(1);
    }

    @Test
    void runs_all_installed_models_when_none_is_named() {
        assertThat(run(experiment().models()))
                .extracting(result -> result.spec().model())
                .containsExactly("gpt", "mlp");
        registry = Registry.empty().with(new FakeTask("sort", this::load)).with(new FakeTrainer("fake", this::open));
        assertThatThrownBy(() -> run(experiment().models())).hasMessage("No model is installed");
    }

    @Test
    void records_what_was_run_and_with_what() {
        Instant before = Instant.now();
        RunResult result = run(experiment()
                        .models("gpt")
                        .learningRates(0.125)
                        .seeds(9)
                        .set("width", "6")
                        .set("sort.count", "8"))
                .get(0);

        Configs configs = new Configs();
        assertThat(result.spec().task()).isEqualTo("sort");
        assertThat(result.spec().trainer()).isEqualTo("fake");
        assertThat(result.spec().taskConfig()).isEqualTo(configs.write(new CountConfig(8, true)));
        assertThat(result.spec().modelConfig()).isEqualTo(configs.write(new WidthConfig(6)));
        assertThat(result.spec().trainingConfig()).isEqualTo(TRAINING.withLearningRate(0.125));
        assertThat(result.outcome()).isEqualTo(Outcome.completed("5 steps"));
        assertThat(result.measurements().parameters()).isEqualTo(11);
        assertThat(result.measurements().training().steps()).isEqualTo(5);
        assertThat(result.curve()).hasSize(3);
        assertThat(result.measurements().lastEvaluation().train().orElseThrow().loss())
                .isEqualTo(0.4);
        assertThat(result.measurements().lastEvaluation().test().orElseThrow().loss())
                .isEqualTo(Math.log(3));
        assertThat(result.measurements().lastEvaluation().validation()).isEmpty();
        double micros = result.measurements().training().trainingSeconds() * 1e6 / (5 * 4);
        assertThat(result.measurements().training().microsPerExample())
                .isEqualTo(micros)
                .isPositive();
        assertThat(result.measurements().training().targetsPerSecond())
                .isEqualTo(5 * 4 / result.measurements().training().trainingSeconds());
        assertThat(result.provenance().backend()).isEqualTo("fake backend");
        assertThat(result.provenance().threads()).isEqualTo(7);
        assertThat(result.provenance().started()).isBetween(before, Instant.now());
    }

    @Test
    void hands_the_trainer_shape_targets_optimizer_and_seeds() {
        run(experiment().learningRates(0.125).seeds(9).set("beta2", "0.5"));

        assertThat(opened).extracting(TrainingSpec::targets).containsExactly(Targets.LAST, Targets.EVERY);
        assertThat(opened.get(0).shape()).isEqualTo(new SequenceShape(300, 1, 1));
        assertThat(opened.get(1).optimizer().learningRate()).isEqualTo(0.125);
        assertThat(opened.get(1).optimizer().beta2()).isEqualTo(0.5);
        assertThat(opened.get(1).seeds()).isEqualTo(new SeedStreams(9));
    }

    @Test
    void says_that_a_model_of_the_last_position_cannot_learn_every_position() {
        Rows rows = Rows.numbered(9);
        registry = registry.with(
                new FakeTask("sort", seeds -> new FakeData(rows, Rows.of(), rows, List.of(Targets.EVERY))));

        assertThatThrownBy(() -> run(experiment().models("mlp")))
                .hasMessage("No model is left that can do the task. The model 'mlp' predicts the last position only,"
                        + " and this data has targets at every position. It needs data that has targets at the last"
                        + " position.");
        assertThat(opened).isEmpty();
        assertThat(run(experiment().models("gpt"))).hasSize(1);
    }

    @Test
    void leaves_out_a_model_that_does_not_suit_the_data_when_none_is_named() {
        Rows rows = Rows.numbered(9);
        registry = registry.with(
                new FakeTask("sort", seeds -> new FakeData(rows, Rows.of(), rows, List.of(Targets.EVERY))));

        assertThat(run(experiment().models()))
                .extracting(
                        result -> result.spec().model(),
                        result -> result.outcome().kind())
                .containsExactly(tuple("gpt", Outcome.Kind.COMPLETED), tuple("mlp", Outcome.Kind.LEFT_OUT));
        assertThat(opened).hasSize(1);
    }

    @Test
    void loads_the_data_of_every_seed_before_the_first_run() {
        registry = registry.with(new FakeTask("sort", seeds -> {
            if (seeds.seed() == 3) {
                throw new DataException("no data for this seed");
            }
            return load(seeds);
        }));

        assertThatThrownBy(() -> run(experiment().seeds(7, 3))).hasMessage("no data for this seed");
        assertThat(opened).isEmpty();
    }

    @Test
    void hands_each_result_to_the_sink_before_the_next_run_starts() {
        List<Integer> openedAtResult = new ArrayList<>();
        new ExperimentRunner(registry)
                .run(experiment().seeds(1, 2).build(), result -> openedAtResult.add(opened.size()));
        assertThat(openedAtResult).containsExactly(1, 2, 3, 4);
    }

    @Test
    void trains_within_a_budget_given_as_a_setting() {
        RunResult result = run(experiment()
                        .models("gpt")
                        .training(TrainingConfig.defaults().withBatchSize(4))
                        .set("maxSteps", "3")
                        .set("maxTime", "PT1H"))
                .get(0);
        assertThat(result.measurements().training().steps()).isEqualTo(3);
        assertThat(result.spec().trainingConfig().maxTime()).contains(Duration.ofHours(1));
    }
}
