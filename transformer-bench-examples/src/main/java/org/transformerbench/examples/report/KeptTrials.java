package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialStore;

/**
 * The trials of a folder, of which it is known which searches are those of this command. Nothing is written while another thread holds
 * the lock.
 */
final class KeptTrials implements TrialStore {
    private final TrialStore file;
    private final Lock writing;
    private final Set<String> begun = new LinkedHashSet<>();

    /**
     * @param file keeps them
     * @param writing is held while a trial is written
     */
    KeptTrials(TrialStore file, Lock writing) {
        this.file = file;
        this.writing = writing;
    }

    @Override
    public List<Trial> trials() {
        return file.trials();
    }

    @Override
    public void begin(String tuning) {
        writing.lock();
        try {
            begun.add(tuning);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void add(Trial trial) {
        writing.lock();
        try {
            file.add(trial);
        } finally {
            writing.unlock();
        }
    }

    /** Returns whether this command has begun a search. */
    boolean begun() {
        writing.lock();
        try {
            return !begun.isEmpty();
        } finally {
            writing.unlock();
        }
    }

    /** Returns the searches of this command that have trials, in the order of their beginnings. */
    List<ModelTuning> tunings() {
        writing.lock();
        try {
            List<ModelTuning> tunings = new ArrayList<>();
            for (String id : begun) {
                tunings.addAll(ModelTuning.of(file.trials().stream()
                        .filter(trial -> trial.tuning().equals(id))
                        .toList()));
            }
            return tunings;
        } finally {
            writing.unlock();
        }
    }
}
