package org.transformerbench.examples.tour;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Logits;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;

/** 4. A trainer of one's own: plain gradient descent, with the gradients of another trainer. Does AdamW pay? */
public final class Example4CustomTrainer {
    private Example4CustomTrainer() {}

    /**
     * A trainer of plain gradient descent on top of another trainer, which computes the gradients. Its steps are without dropout
     * and weight decay.
     */
    public static final class GradientDescent implements Trainer {
        private final Trainer gradients;

        /**
         * Creates a trainer on top of another one.
         *
         * @param gradients computes logits and gradients
         */
        public GradientDescent(Trainer gradients) {
            this.gradients = gradients;
        }

        @Override
        public String id() {
            return "gradient-descent";
        }

        @Override
        public Trainer withThreads(int threads) {
            return new GradientDescent(gradients.withThreads(threads));
        }

        @Override
        public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
            // A step is several calls of the other session, which must not be mixed with those of other threads.
            return TrainingSession.synchronizedSession(new Session(gradients.open(spec), spec.targets()));
        }
    }

    private record Session(TrainingSession inner, Targets targets) implements TrainingSession {
        @Override
        public StepResult step(Batch batch, double learningRate) {
            double accuracy = accuracy(batch);
            Gradients found = inner.gradients(batch);
            Map<String, Tensor> parameters = inner.parameters();
            found.byParameter().forEach((name, gradient) -> {
                float[] values = parameters.get(name).values();
                for (int i = 0; i < values.length; i++) {
                    values[i] -= (float) (learningRate * gradient.values()[i]);
                }
            });
            inner.load(parameters);
            return new StepResult(found.loss(), accuracy);
        }

        private double accuracy(Batch batch) {
            int vocabulary = shape().vocabularySize();
            float[] logits = logits(batch.tokens(), batch.positions(), targets);
            int right = 0;
            for (int i = 0; i < batch.targets().length; i++) {
                right += Logits.argmax(logits, i * vocabulary, vocabulary) == batch.targets()[i] ? 1 : 0;
            }
            return (double) right / batch.countedTargets();
        }

        @Override
        public Gradients gradients(Batch batch) {
            return inner.gradients(batch);
        }

        @Override
        public SequenceShape shape() {
            return inner.shape();
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets wanted) {
            return inner.logits(tokens, positions, wanted);
        }

        @Override
        public Map<String, Tensor> parameters() {
            return inner.parameters();
        }

        @Override
        public void load(Map<String, Tensor> parameters) {
            inner.load(parameters);
        }

        @Override
        public void warmUp() {
            inner.warmUp();
        }

        @Override
        public String backend() {
            return inner.backend();
        }

        @Override
        public int threads() {
            return inner.threads();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /**
     * Prints the losses of both trainers.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Registry installed = Registry.discover();
        Registry registry = installed.with(new GradientDescent(installed.trainer("compiled")));
        Study study = new Study(
                "Does AdamW pay?", List.of(experiment("gradient-descent", 0.5), experiment("compiled", 1e-2)));
        new ExperimentRunner(registry)
                .run(
                        study,
                        run -> run.measurements()
                                .lastEvaluation()
                                .test()
                                .ifPresentOrElse(
                                        test -> out.printf(
                                                Locale.ROOT,
                                                "%s, learning rate %s: train loss %.3f at first, test loss %.3f after %d steps%n",
                                                run.spec().trainer(),
                                                run.spec().learningRate(),
                                                run.curve().get(0).train().loss(),
                                                test.loss(),
                                                run.measurements().training().steps()),
                                        () -> out.println(
                                                run.spec().trainer() + ": " + Example1FirstComparison.ending(run))));
    }

    private static Experiment experiment(String trainer, double learningRate) {
        return Experiment.on("addition")
                .set("digits", "2")
                .models("mlp")
                .trainer(trainer)
                .learningRates(learningRate)
                .training(TrainingConfig.builder()
                        .batchSize(256)
                        .withoutBudgets()
                        .maxSteps(150)
                        .evaluationInterval(1)
                        .build())
                .build();
    }
}
