package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.training.Evaluator;
import org.transformerbench.models.pytorch.ImportedModel;

/**
 * A trial of imported models on some of the data, whose loss is high where a symbol or a value is not what it was in the training.
 *
 * @param task the task's id
 * @param data whose test examples are read
 * @param targets which positions are predicted
 * @param trainer computes
 */
record ImportTrial(String task, Dataset data, Targets targets, Trainer trainer) {
    private static final int MOST_EXAMPLES = 256;
    private static final int MOST_TOKENS = 1 << 14;

    /** A model with its loss. */
    record Tried<C extends Record>(ImportedModel<C> model, double loss) {}

    /** Returns the model with the lowest loss, and says so if there are several. */
    <C extends Record> Tried<C> best(List<ImportedModel<C>> candidates, PrintWriter out) {
        if (candidates.size() == 1) {
            return new Tried<>(candidates.get(0), loss(candidates.get(0)));
        }
        int best = 0;
        List<Double> losses = new ArrayList<>();
        for (ImportedModel<C> candidate : candidates) {
            losses.add(loss(candidate));
            best = losses.get(losses.size() - 1) < losses.get(best) ? losses.size() - 1 : best;
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            lines.add(different(candidates, i) + " " + nats(losses.get(i)));
        }
        out.println("Not in the file, and found by the lowest loss on test examples; --set changes it: "
                + different(candidates, best) + " (" + String.join(", ", lines) + ")");
        out.flush();
        return new Tried<>(candidates.get(best), losses.get(best));
    }

    /** Returns the values of one configuration that are not the same in all. */
    private static <C extends Record> String different(List<ImportedModel<C>> candidates, int index) {
        List<Map<String, String>> all = candidates.stream()
                .map(candidate -> new Configs().texts(candidate.config()))
                .toList();
        List<String> different = new ArrayList<>();
        all.get(index).forEach((key, value) -> {
            if (all.stream().anyMatch(other -> !value.equals(other.get(key)))) {
                different.add(key + "=" + value);
            }
        });
        return String.join(" ", different);
    }

    /** Prints the loss of a model beside that of a guess. */
    void report(double loss, PrintWriter out, PrintWriter err) {
        double guess = Math.log(data.vocabulary().size());
        out.println("Loss on " + examples().size() + " test examples of " + task + ": " + nats(loss)
                + " nats; a guess has " + nats(guess));
        out.flush();
        if (!(loss < guess)) {
            err.println(
                    "That is no better than a guess: the symbols may be others or in another order, or a value that is not"
                            + " in the file is not that of the training.");
            err.flush();
        }
    }

    private double loss(ImportedModel<?> imported) {
        try (TrainingSession session = imported.open(trainer)) {
            return Evaluator.evaluate(session, examples(), targets, MOST_EXAMPLES)
                    .loss();
        }
    }

    private ExampleSet examples() {
        ExampleSet test = data.test(targets);
        return FirstExamples.of(test, Math.max(1, Math.min(MOST_EXAMPLES, MOST_TOKENS / test.positions())));
    }

    private static String nats(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
