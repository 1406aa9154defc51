package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.CheckpointsInMemory;

/** A plug-in that gives null is named with its class and the method, and takes nothing with it that does not need it. */
class SilentPluginTest {

    /** Does all that another one does, but for one method, which gives null. */
    private static <T> T silent(Class<T> type, T plugin, String silentMethod) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals(silentMethod)) {
                        return null;
                    }
                    try {
                        return method.invoke(plugin, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String gaveNull(Object plugin, String method) {
        return plugin.getClass().getName() + "." + method + " gave null";
    }

    private static TrainingSession session(String silentMethod) {
        return silent(TrainingSession.class, new ChainSession(), silentMethod);
    }

    private static void assertThatTheSecondOfThreeFails(List<RunResult> results, String reason) {
        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(Outcome.Kind.COMPLETED, Outcome.Kind.FAILED, Outcome.Kind.COMPLETED);
        assertThat(results.get(1).outcome().reason()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"step", "logits", "backend", "shape", "flopsPerExample"})
    void a_session_fails_its_run(String method) {
        TrainingSession session = session(method);

        assertThatTheSecondOfThreeFails(
                FaultyRuns.run(FaultyRuns.withSession(() -> session)), gaveNull(session, method));
    }

    @Test
    void a_trainer_fails_its_runs() {
        Supplier<TrainingSession> none = () -> null;
        assertThatTheSecondOfThreeFails(
                FaultyRuns.run(FaultyRuns.withSession(none)), FakeTrainer.class.getName() + ".open gave null");

        Trainer trainer = silent(Trainer.class, new FakeTrainer("fake", spec -> new FakeSession()), "withThreads");
        Registry registry = Registry.empty()
                .with(new FakeModel("first"))
                .with(new FakeModel("faulty"))
                .with(new FakeModel("last"))
                .with(new FakeTask("sort", seeds -> FaultyRuns.data()))
                .with(trainer);
        assertThat(new ExperimentRunner(registry)
                        .withThreads(2)
                        .run(FaultyRuns.experiment().build()))
                .hasSize(3)
                .allSatisfy(result -> assertThat(result.outcome().reason()).contains(gaveNull(trainer, "withThreads")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaultConfig", "predicts"})
    void a_model_fails_its_runs(String method) {
        Model<?> model = silent(Model.class, new FakeModel("faulty"), method);
        Registry registry = Registry.empty()
                .with(new FakeModel("first"))
                .with(model)
                .with(new FakeModel("last"))
                .with(new FakeTask("sort", seeds -> FaultyRuns.data()))
                .with(new FakeTrainer("fake", spec -> new FakeSession()));

        assertThatTheSecondOfThreeFails(FaultyRuns.run(registry), gaveNull(model, method));
    }

    private static Registry on(Task<?> task) {
        return Registry.empty()
                .with(new FakeModel("first"))
                .with(new FakeModel("faulty"))
                .with(new FakeModel("last"))
                .with(task)
                .with(new FakeTrainer("fake", spec -> new FakeSession()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "defaultConfig"})
    void a_task_ends_its_experiment_before_the_first_run(String method) {
        Task<?> task = silent(Task.class, new FakeTask("sort", seeds -> FaultyRuns.data()), method);

        assertThatThrownBy(() -> FaultyRuns.run(on(task)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(gaveNull(task, method));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vocabulary", "targets", "train", "validation", "test", "dataChecksum"})
    void data_ends_its_experiment_before_the_first_run(String method) {
        Dataset data = silent(Dataset.class, FaultyRuns.data(), method);

        assertThatThrownBy(() -> FaultyRuns.run(on(new FakeTask("sort", seeds -> data))))
                .isInstanceOf(DataException.class)
                .hasMessage("The task 'sort' breaks its contract: " + gaveNull(data, method));
    }

    @Test
    void examples_without_slices_end_their_experiment_before_the_first_run() {
        ExampleSet examples = silent(ExampleSet.class, FaultyRuns.data().test(Targets.EVERY), "slices");

        assertThatThrownBy(() -> FaultyRuns.run(on(new FakeTask(
                        "sort", seeds -> new FakeData(examples, examples, examples, List.of(Targets.LAST))))))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("data, " + gaveNull(examples, "slices"));
    }

    @Test
    void reference_lines_that_are_null_cost_no_run() {
        Dataset data = silent(Dataset.class, FaultyRuns.data(), "references");

        assertThat(FaultyRuns.run(on(new FakeTask("sort", seeds -> data))))
                .extracting(RunResult::outcome)
                .containsOnly(Outcome.completed("10 steps"));
    }

    @Test
    void a_capability_fails_only_what_needs_it() {
        for (Supplier<TrainingSession> sessions :
                List.<Supplier<TrainingSession>>of(() -> session("capability"), Throwing::new)) {
            CheckpointsInMemory checkpoints = new CheckpointsInMemory();
            List<RunResult> results = new ExperimentRunner(FaultyRuns.withSession(sessions))
                    .withCheckpoints(checkpoints, Duration.ZERO)
                    .run(FaultyRuns.experiment().build());
            assertThat(results).extracting(RunResult::outcome).containsOnly(Outcome.completed("10 steps"));
            assertThat(checkpoints.saves).isZero();

            Protocol noisy = Protocol.named("notebook-2023");
            assertThat(noisy.evaluationDropout()).isTrue();
            assertThat(new ExperimentRunner(FaultyRuns.withSession(sessions))
                            .run(FaultyRuns.experiment()
                                    .protocol(noisy)
                                    .models("faulty")
                                    .build())
                            .get(0)
                            .outcome()
                            .reason())
                    .containsAnyOf(".capability gave null", "not today");
        }
    }

    /** A session that cannot say what it is capable of. */
    private static final class Throwing extends FakeSession {
        @Override
        public <T> Optional<T> capability(Class<T> type) {
            throw new IllegalStateException("not today");
        }
    }

    /** A session that computes nothing with dropout. */
    public static final class WithoutDropout extends FakeSession implements DropoutEvaluation {
        @Override
        public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
            return null;
        }
    }

    @Test
    void a_capability_that_gives_null_fails_its_run() {
        List<RunResult> results = new ExperimentRunner(FaultyRuns.withSession(WithoutDropout::new))
                .run(FaultyRuns.experiment()
                        .protocol(Protocol.named("notebook-2023"))
                        .models("faulty")
                        .build());

        assertThat(results.get(0).outcome().reason())
                .contains(WithoutDropout.class.getName() + ".logitsWithDropout gave null");
    }
}
