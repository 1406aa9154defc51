package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialStore;

/**
 * A store of trials that prints a line for each that has ended.
 *
 * @param store keeps them
 * @param messages gets the lines
 */
record AnnouncedTrials(TrialStore store, PrintWriter messages) implements TrialStore {
    @Override
    public List<Trial> trials() {
        return store.trials();
    }

    @Override
    public void begin(String tuning) {
        store.begin(tuning);
    }

    @Override
    public void add(Trial trial) {
        store.add(trial);
        String score = trial.score()
                .map(each -> String.format(Locale.ROOT, "validation loss %.4f", each.loss())
                        + (each.exactMatch().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        ", exact match %.4f",
                                        each.exactMatch().getAsDouble())
                                : ""))
                .orElse(trial.outcome());
        synchronized (messages) {
            messages.println(String.format(
                    Locale.ROOT,
                    "[tuning] %s, configuration %d, %d steps: %s",
                    trial.model(),
                    trial.candidate() + 1,
                    trial.steps(),
                    score));
            messages.flush();
        }
    }
}
