package org.transformerbench.api.experiment;

import java.nio.file.Path;
import java.util.List;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** A process of many short runs that goes on where the one before was killed. */
final class KilledStudy {
    static final int RUNS = 60;
    private static final long MILLIS_PER_STEP = 2;

    private KilledStudy() {}

    /** The loss is made of all batches so far: a run that went on from the middle would have another. */
    private static final class Session extends FakeSession {
        private final long pause;
        private double sum;

        Session(long pause) {
            this.pause = pause;
        }

        @Override
        public StepResult step(Batch batch, double learningRate) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (int token : batch.tokens()) {
                sum = Math.sin(sum + token);
            }
            return new StepResult(2 + sum, 0.5);
        }
    }

    private static TrainingSession open(long pause) {
        return new Session(pause);
    }

    /** All runs that are not in the file are made and appended to it. */
    static List<RunResult> resume(Path path, long pause, int parallelRuns) {
        Registry registry = Registry.empty()
                .with(new FakeModel("gpt"))
                .with(new FakeModel("mlp"))
                .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(50), Rows.numbered(6))))
                .with(new FakeTrainer("fake", spec -> open(pause)));
        long[] seeds = new long[RUNS / 4];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        Experiment experiment = Experiment.on("sort")
                .models("gpt", "mlp")
                .learningRates(1e-2, 1e-3)
                .seeds(seeds)
                .trainer("fake")
                .training(TrainingConfig.builder()
                        .batchSize(4)
                        .withoutBudgets()
                        .maxSteps(20)
                        // Many points make long lines, which take long to write.
                        .evaluationInterval(1)
                        .build())
                .build();
        ResultsFile file = new ResultsFile(path);
        return new ExperimentRunner(registry)
                .withParallelRuns(parallelRuns)
                .resuming(file.read())
                .run(experiment, file);
    }

    /**
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        resume(Path.of(arguments[0]), MILLIS_PER_STEP, 2);
    }
}
