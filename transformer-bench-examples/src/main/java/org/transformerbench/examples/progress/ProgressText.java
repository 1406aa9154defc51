package org.transformerbench.examples.progress;

import java.time.Duration;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingProgress;
import org.transformerbench.examples.report.Numbers;

/** The texts that both kinds of progress share. */
final class ProgressText {
    private ProgressText() {}

    static String name(RunStart start) {
        return "[" + start.run() + "/" + start.runs() + "] " + start.spec().model() + ", learning rate "
                + LearningRateText.of(start.spec().learningRate()) + ", seed "
                + start.spec().seed();
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
        String subject = name.isEmpty()
                ? result.spec().model() + ", learning rate "
                        + LearningRateText.of(result.spec().learningRate()) + ", seed "
                        + result.spec().seed()
                : name;
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
