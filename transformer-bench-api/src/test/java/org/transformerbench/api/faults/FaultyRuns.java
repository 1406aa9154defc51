package org.transformerbench.api.faults;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** Studies of the models "first", "faulty" and "last", of which one may be given something to stumble over. */
final class FaultyRuns {
    private FaultyRuns() {}

    /** All three of them with what a trainer opens for each. */
    static Registry registry(Supplier<Dataset> data, Function<TrainingSpec<?>, TrainingSession> sessions) {
        return Registry.empty()
                .with(new FakeModel("first"))
                .with(new FakeModel("faulty"))
                .with(new FakeModel("last"))
                .with(new FakeTask("sort", seeds -> data.get()))
                .with(new FakeTrainer("fake", sessions));
    }

    /** Good data, and a session of its own for the model "faulty". */
    static Registry withSession(Supplier<TrainingSession> faulty) {
        return registry(
                FaultyRuns::data, spec -> spec.model().id().equals("faulty") ? faulty.get() : new FakeSession());
    }

    static FakeData data() {
        return FakeData.of(Rows.numbered(20), Rows.numbered(6));
    }

    /** Ten steps each, and an evaluation after every fourth. */
    static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("first", "faulty", "last")
                .trainer("fake")
                .training(TrainingConfig.builder()
                        .batchSize(4)
                        .withoutBudgets()
                        .maxSteps(10)
                        .evaluationInterval(4)
                        .build());
    }

    static List<RunResult> run(Registry registry) {
        return new ExperimentRunner(registry).run(experiment().build());
    }
}
