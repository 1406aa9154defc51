package org.transformerbench.examples.soak;

import java.util.List;
import java.util.function.LongConsumer;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** Work to be repeated, as users of the library do it. */
final class Load {
    private static final double LEARNING_RATE = 1e-2;
    private static final int BATCH = 2;

    private Load() {}

    /** 2-digit addition, evaluated ten times on the way and once at the end. */
    static RunResult train(String model, String trainer, int batchSize, int steps, LongConsumer afterStep) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                afterStep.accept(event.step());
                return Signal.proceed();
            }
        };
        List<RunResult> results = new ExperimentRunner(Registry.discover())
                .run(experiment("addition", trainer, batchSize, steps, model), listener);
        return results.get(0);
    }

    static Experiment experiment(String task, String trainer, int batchSize, int steps, String... models) {
        return settings(task, trainer, batchSize, steps, models).build();
    }

    /** The same, open to further settings. */
    static Experiment.Builder settings(String task, String trainer, int batchSize, int steps, String... models) {
        return Experiment.on(task)
                .set("digits", "2")
                .set("testProblems", "40")
                .set("validationProblems", "20")
                .models(models)
                .trainer(trainer)
                .training(TrainingConfig.builder()
                        .batchSize(batchSize)
                        .withoutBudgets()
                        .maxSteps(steps)
                        .evaluationInterval(Math.max(1, steps / 10))
                        .withoutStopAccuracy()
                        .build());
    }

    /** A model of many, by its number: all models, with both trainers. */
    static void openAndClose(Registry registry, long number) {
        open(registry, number).close();
    }

    /** Opens a model and uses it in every way. */
    static TrainingSession open(Registry registry, long number) {
        int models = registry.models().size();
        Trainer trainer = registry.trainer(number / models % 2 == 0 ? "compiled" : "samediff");
        return open(trainer, registry.models().get((int) (number % models)).provider());
    }

    static <C extends Record> TrainingSession open(Trainer trainer, Model<C> model) {
        SequenceShape shape = SequenceShape.of(16, 12, model.predicts());
        TrainingSession session = trainer.open(new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-4),
                new SeedStreams(1)));
        int positions = shape.contextLength();
        int[] tokens = new int[BATCH * positions];
        int targets = shape.outputPositions();
        session.step(new Batch(BATCH, positions, targets, tokens, new int[BATCH * targets]), LEARNING_RATE);
        session.logits(tokens, positions, Targets.LAST);
        Decoder decoder = session.decoder(BATCH);
        decoder.append(tokens);
        decoder.append(new int[BATCH]);
        return session;
    }
}
