package org.transformerbench.examples.progress;

import java.time.Duration;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingProgress;
import org.transformerbench.examples.report.Numbers;

/** The texts that both kinds of progress share. */
final class ProgressText {
    private ProgressText() {}

    static String name(RunStart start) {
        return number(start) + name(start.spec());
    }

    /** Returns the name of a run where there is no room for all of it. */
    static String label(RunStart start) {
        return number(start) + model(start.spec());
    }

    private static String number(RunStart start) {
        return "[" + start.run() + "/" + start.runs() + "] ";
    }

    private static String name(RunSpec spec) {
        return model(spec) + ", learning rate " + LearningRateText.of(spec.learningRate()) + ", seed " + spec.seed();
    }

    /** Returns the model, with the trainer if it is not the one that is taken where none is named. */
    private static String model(RunSpec spec) {
        return spec.model() + (spec.trainer().equals(Experiment.DEFAULT_TRAINER) ? "" : " (" + spec.trainer() + ")");
    }

    static String state(StepEvent event) {
        return "step " + event.step() + ", loss " + Numbers.fixed(event.loss(), 4) + ", accuracy "
                + Numbers.fixed(event.accuracy(), 4);
    }

    static String timeLeft(StepEvent event) {
        return seconds(event.timeLeft()) + " left";
    }

    /** Returns the time left for all runs; empty text if unknown. */
    static String allLeft(StudyClock clock) {
        return clock.left().map(left -> ", all runs " + seconds(left)).orElse("");
    }

    /** Returns the time left as a text of its own. */
    static String left(StudyClock clock) {
        return clock.left().map(left -> seconds(left) + " left").orElse("");
    }

    static String resumed(String name, TrainingProgress progress) {
        return name + ": goes on from its checkpoint, after step " + progress.steps();
    }

    /** Returns the line at the end of a run. A run whose model could not even be built had no start, and so no name. */
    static String end(String name, RunResult result) {
        if (result.outcome().kind() == Outcome.Kind.LEFT_OUT) {
            return result.spec().model() + ": left out ("
                    + Excerpt.line(result.outcome().reason()) + ")";
        }
        String subject = name.isEmpty() ? name(result.spec()) : name;
        String end = subject + ": " + result.outcome().kind().displayName() + " after "
                + result.measurements().training().steps() + " steps ("
                + Excerpt.line(result.outcome().reason()) + ")";
        return result.measurements()
                .lastEvaluation()
                .test()
                .map(test -> end + ", " + metrics(test))
                .orElse(end);
    }

    private static String metrics(Metrics test) {
        return "test loss " + Numbers.fixed(test.loss(), 4) + ", test accuracy " + Numbers.fixed(test.accuracy(), 4);
    }

    private static String seconds(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1e3);
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 120 ? minutes + " min" : (minutes + 30) / 60 + " h";
    }
}
