package org.transformerbench.examples.tour;

import java.io.PrintStream;
import java.util.Locale;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/** 5. A listener of one's own: it prints how a run goes, and ends one whose validation loss no longer falls. */
public final class Example5CustomListener {
    private Example5CustomListener() {}

    /** A listener that ends a run after several evaluations in a row without a lower validation loss. */
    public static final class EarlyStopping implements TrainingListener {
        private final int evaluations;
        private final PrintStream out;
        private double lowest = Double.POSITIVE_INFINITY;
        private int inVain;

        /**
         * Creates a listener for any number of runs.
         *
         * @param evaluations how many may pass in vain
         * @param out where lines go
         */
        public EarlyStopping(int evaluations, PrintStream out) {
            this.evaluations = evaluations;
            this.out = out;
        }

        /** Creates the listener of one run. What it remembers belongs to one run. */
        @Override
        public TrainingListener forRun() {
            return new EarlyStopping(evaluations, out);
        }

        @Override
        public void onRunStart(RunStart start) {
            out.println(start.spec().model() + ", learning rate " + start.spec().learningRate() + ", run " + start.run()
                    + " of " + start.runs());
        }

        /** Replays the earlier evaluations, so that a resumed run ends where it would have ended without the interruption. */
        @Override
        public void onResume(TrainingProgress progress) {
            progress.curve().forEach(this::count);
        }

        @Override
        public Signal onEvaluation(CurvePoint point) {
            out.printf(Locale.ROOT, "  step %d: validation loss %.3f%n", point.step(), loss(point));
            count(point);
            return inVain < evaluations
                    ? Signal.proceed()
                    : Signal.stop("validation loss not lower in " + evaluations + " evaluations");
        }

        private void count(CurvePoint point) {
            double loss = loss(point);
            inVain = loss < lowest ? 0 : inVain + 1;
            lowest = Math.min(lowest, loss);
        }

        private static double loss(CurvePoint point) {
            return point.validation().orElse(point.train()).loss();
        }

        @Override
        public void onRunEnd(RunResult result) {
            out.println("  " + result.outcome().kind() + ": " + result.outcome().reason());
        }
    }

    /**
     * Prints the course of two runs, one of which has too high a learning rate.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("mlp")
                .learningRates(1e-2, 1)
                .training(TrainingConfig.builder()
                        .batchSize(256)
                        .withoutBudgets()
                        .maxSteps(200)
                        .evaluationInterval(20)
                        .build())
                .build();
        new ExperimentRunner(Registry.discover()).run(experiment, new EarlyStopping(3, out));
    }
}
