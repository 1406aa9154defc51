package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.List;

/** A store of trials, so that a search that was ended in the middle goes on where it was. */
public interface TrialStore {

    /**
     * Returns the trials so far, also those of other searches.
     *
     * @return in the order in which they were added
     */
    List<Trial> trials();

    /**
     * Called before the first trial of a search, also where all its trials are there. Does nothing by default.
     *
     * @param tuning the id of the search, as in {@link Trial#tuning()}
     */
    default void begin(String tuning) {}

    /**
     * Adds a trial. It is safe when this returns. Several threads may add.
     *
     * @param trial that has ended
     */
    void add(Trial trial);

    /**
     * Creates a store that lasts as long as this process.
     *
     * @return an empty one
     */
    static TrialStore inMemory() {
        return new TrialStore() {
            private final List<Trial> trials = new ArrayList<>();

            @Override
            public synchronized List<Trial> trials() {
                return List.copyOf(trials);
            }

            @Override
            public synchronized void add(Trial trial) {
                trials.add(trial);
            }
        };
    }
}
