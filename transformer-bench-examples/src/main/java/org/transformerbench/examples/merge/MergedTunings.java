package org.transformerbench.examples.merge;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.examples.report.ComparisonNotes;

/** The trials and notes of several sources. Those that contradict each other are refused: verdicts would be wrong about one. */
final class MergedTunings {
    private final Map<TrialKey, Trial> trials = new LinkedHashMap<>();
    private final Map<TrialKey, Path> trialFiles = new HashMap<>();
    private final Map<String, Integer> tried = new LinkedHashMap<>();
    private final Map<String, Path> triedFiles = new HashMap<>();
    private Optional<SequentialSeeds> seeds = Optional.empty();
    private Path seedsFile;

    /** The identity of a trial. */
    private record TrialKey(String tuning, int candidate, int rung) {}

    /**
     * @throws DataException if two sources contradict each other; the message names both files
     */
    static MergedTunings of(List<Source> sources) {
        MergedTunings merged = new MergedTunings();
        sources.forEach(merged::add);
        return merged;
    }

    private void add(Source source) {
        Path file = source.file();
        source.trials().forEach(trial -> add(trial, file));
        source.notes().tried().forEach((model, number) -> addTried(model, number, file));
        source.notes().seeds().ifPresent(rule -> addSeeds(rule, file));
    }

    private void add(Trial trial, Path file) {
        TrialKey key = new TrialKey(trial.tuning(), trial.candidate(), trial.rung());
        Trial there = trials.putIfAbsent(key, trial);
        Path before = trialFiles.putIfAbsent(key, file);
        if (there != null && !withSeconds(0, there).equals(withSeconds(0, trial))) {
            throw contradiction(
                    "the trials",
                    before,
                    file,
                    "configuration " + trial.candidate() + " of " + trial.model() + " on rung " + trial.rung()
                            + " has other values or scores");
        }
    }

    private static Trial withSeconds(double seconds, Trial trial) {
        return new Trial(
                trial.tuning(),
                trial.model(),
                trial.task(),
                trial.candidate(),
                trial.values(),
                trial.places(),
                trial.rung(),
                trial.share(),
                trial.steps(),
                seconds,
                trial.score(),
                trial.outcome(),
                trial.run());
    }

    private void addTried(String model, int number, Path file) {
        Integer there = tried.putIfAbsent(model, number);
        Path before = triedFiles.putIfAbsent(model, file);
        if (there != null && there != number) {
            throw contradiction(
                    "the notes",
                    before,
                    file,
                    there + " and " + number + " configurations of " + model + " were tried");
        }
    }

    private void addSeeds(SequentialSeeds rule, Path file) {
        if (seeds.isEmpty()) {
            seeds = Optional.of(rule);
            seedsFile = file;
        } else if (!seeds.get().equals(rule)) {
            throw contradiction(
                    "the notes", seedsFile, file, "seeds were added by the rules " + seeds.get() + " and " + rule);
        }
    }

    private static DataException contradiction(String what, Path first, Path second, String how) {
        return new DataException("Cannot merge " + what + " beside " + first + " and " + second + ": " + how
                + ". Make a report of each");
    }

    List<Trial> trials() {
        return List.copyOf(trials.values());
    }

    ComparisonNotes notes() {
        return new ComparisonNotes(tried, seeds);
    }
}
