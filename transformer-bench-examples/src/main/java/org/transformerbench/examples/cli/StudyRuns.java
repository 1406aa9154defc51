package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Shard;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.examples.report.ComparisonNotes;
import org.transformerbench.examples.report.ResultsFolder;
import org.transformerbench.examples.report.TuningText;
import org.transformerbench.models.checkpoint.CheckpointFolder;

/**
 * The runs of a command: first the search of values, if there is one, then the runs that are compared, with more seeds as long as
 * they are undecided.
 *
 * @param runner makes the runs
 * @param earlier results that are not made again
 * @param folder takes results and trials
 * @param messages is told of trials and decisions
 */
record StudyRuns(
        ExperimentRunner runner,
        List<RunResult> earlier,
        CompareOptions options,
        Registry registry,
        ResultsFolder folder,
        PrintWriter messages) {
    /** The folder of the checkpoints of trials, which is removed with the last one. */
    private static final String PAUSED = "tuning";

    List<RunResult> run(Study study, boolean oneExperiment, TrainingListener... listeners) {
        Optional<SequentialSeeds> seeds = seeds(study);
        boolean tuned = study.experiments().stream()
                .anyMatch(experiment -> experiment.tuning().isPresent());
        Optional<Study> chosen = tuned ? tune(study) : Optional.of(study);
        List<ModelTuning> tunings = tuned ? ModelTuning.of(folder.trials().trials()) : List.of();
        tunings.forEach(tuning -> TuningText.lines(tuning).forEach(messages::println));
        messages.flush();
        if (chosen.isEmpty()) {
            return List.of();
        }
        if (tuned || seeds.isPresent()) {
            folder.note(new ComparisonNotes(tried(tunings), seeds));
        }
        if (seeds.isPresent()) {
            return new SeedLoop(seeds.get(), messages)
                    .run(chosen.get(), (part, results) -> run(part, results, false, listeners));
        }
        return run(chosen.get(), List.of(), oneExperiment && !tuned, listeners);
    }

    private Optional<SequentialSeeds> seeds(Study study) {
        int most = options.mostSeeds();
        if (!options.untilDecided()) {
            return Optional.empty();
        }
        List<String> named = study.experiments().stream()
                .map(Experiment::models)
                .flatMap(List::stream)
                .distinct()
                .toList();
        int models = named.isEmpty() ? registry.models().size() : named.size();
        return Optional.of(new SequentialSeeds(models, most));
    }

    private Optional<Study> tune(Study study) {
        CheckpointFolder paused = new CheckpointFolder(options.output.resolve(PAUSED));
        Optional<Study> tuned = runner.withTrials(new AnnouncedTrials(folder.trials(), messages), paused)
                .tune(study);
        paused.removeIfEmpty();
        return tuned;
    }

    private static Map<String, Integer> tried(List<ModelTuning> tunings) {
        Map<String, Integer> tried = new LinkedHashMap<>();
        tunings.forEach(tuning -> tried.put(tuning.model(), tuning.configurations()));
        return tried;
    }

    private List<RunResult> run(
            Study study, List<RunResult> results, boolean oneExperiment, TrainingListener... listeners) {
        List<RunResult> known = new ArrayList<>(earlier);
        known.addAll(results);
        ExperimentRunner resuming = runner.resuming(known);
        Shard shard = options.study.shard.value();
        return oneExperiment
                ? resuming.run(study.experiments().get(0), shard, folder, listeners)
                : resuming.run(study, shard, folder, listeners);
    }
}
