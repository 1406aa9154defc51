package org.transformerbench.models.checkpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** A program that trains by both trainers and goes on where it was killed. */
final class KilledTraining {
    static final int RUNS_PER_SEED = 3;
    private static final int STEPS = 60;

    private KilledTraining() {}

    /**
     * @param arguments the folder of results and checkpoints, the number of seeds, milliseconds to wait after each step, and
     *     seconds between checkpoints
     */
    public static void main(String[] arguments) {
        train(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]));
    }

    /** Makes all runs that the folder has no results of. */
    static void train(Path folder, int seedCount, long pauseMillis, long checkpointSeconds) {
        long[] seeds = LongStream.rangeClosed(1, seedCount).toArray();
        TrainingConfig training = TrainingConfig.builder()
                .batchSize(8)
                .evaluationInterval(7)
                .withoutStopAccuracy()
                .withoutBudgets()
                .maxSteps(STEPS)
                .warmupSteps(9)
                .schedule(Schedule.COSINE)
                .maxGradientNorm(1)
                .build();
        Experiment.Builder compiled = Experiment.on("letters")
                .models("mlp", "nano-gpt")
                .learningRates(1e-2)
                .seeds(seeds)
                .trainer("compiled")
                .training(training)
                .set("nano-gpt.layers", "1")
                .set("nano-gpt.dropout", "0.2");
        Experiment.Builder stock = Experiment.on("letters")
                .models("mlp")
                .learningRates(1e-2)
                .seeds(seeds)
                .trainer("samediff")
                .training(training);
        ResultsFile results = new ResultsFile(folder.resolve("results.jsonl"));
        new ExperimentRunner(Registry.empty()
                        .with(new Mlp())
                        .with(new NanoGpt())
                        .with(new LetterTask())
                        // Of the set that each process has, with the Vector API or without.
                        .with(new CompiledTrainer(1, KernelChoice.named("plain")))
                        .with(new SameDiffTrainer()))
                .resuming(results.read())
                .withCheckpoints(
                        new CheckpointFolder(folder.resolve("checkpoints")), Duration.ofSeconds(checkpointSeconds))
                .run(new Study("killed", List.of(compiled.build(), stock.build())), results, new Pace(pauseMillis));
    }

    /** Says that work has begun, and slows it down, if there is a pause at all. */
    private record Pace(long pauseMillis) implements TrainingListener {
        @Override
        public Signal onStep(StepEvent event) {
            if (pauseMillis == 0) {
                return Signal.proceed();
            }
            System.out.println("step " + event.step());
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Signal.proceed();
        }
    }
}
