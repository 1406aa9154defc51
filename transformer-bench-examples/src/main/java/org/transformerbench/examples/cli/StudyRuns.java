package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Shard;
import org.transformerbench.api.experiment.Study;
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
 * @param runner makes the runs that have no result yet
 * @param shard which of them are made
 * @param output the folder where checkpoints of trials go
 * @param folder takes results and trials
 * @param earlyEnd ends trials in training when the program is ended
 * @param watch shows trials in training
 * @param messages is told of trials and decisions
 */
record StudyRuns(
        ExperimentRunner runner,
        Shard shard,
        Path output,
        ResultsFolder folder,
        GracefulShutdown earlyEnd,
        WatchPage watch,
        PrintWriter messages) {
    /** The folder of the checkpoints of trials, which is removed with the last one. */
    private static final String PAUSED = "tuning";

    List<RunResult> run(Study study, boolean oneExperiment, TrainingListener... listeners) {
        Optional<SequentialSeeds> seeds = runner.seeds(study);
        boolean tuned = study.experiments().stream()
                .anyMatch(experiment -> experiment.tuning().isPresent());
        Optional<Study> chosen = tuned ? tune(study) : Optional.of(study);
        if (chosen.isEmpty()) {
            return List.of();
        }
        if (tuned) {
            TuningText.lines(inOrder(folder.tunings(), chosen.get())).forEach(messages::println);
            messages.flush();
        }
        if (tuned || seeds.isPresent()) {
            folder.note(new ComparisonNotes(Map.of(), seeds));
        }
        List<TrainingListener> all = new ArrayList<>(List.of(listeners));
        all.add(new Decisions(messages));
        TrainingListener[] told = all.toArray(TrainingListener[]::new);
        return oneExperiment && !tuned
                ? runner.run(chosen.get().experiments().get(0), shard, folder, told)
                : runner.run(chosen.get(), shard, folder, told);
    }

    /** Searches of several models begin in any order. */
    private static List<ModelTuning> inOrder(List<ModelTuning> tunings, Study study) {
        List<String> models = study.experiments().stream()
                .flatMap(experiment -> experiment.models().stream())
                .toList();
        return tunings.stream()
                .sorted(Comparator.comparingInt(tuning -> models.indexOf(tuning.model())))
                .toList();
    }

    /** A listener that prints whether more seeds are needed. */
    private record Decisions(PrintWriter messages) implements TrainingListener {
        @Override
        public void onSeedDecision(String decision) {
            messages.println(decision);
            messages.flush();
        }
    }

    private Optional<Study> tune(Study study) {
        CheckpointFolder paused = new CheckpointFolder(output.resolve(PAUSED));
        Optional<Study> tuned = runner.withTrials(
                        new AnnouncedTrials(folder.trials(), messages), earlyEnd.watchingTrials(paused))
                .tune(study, earlyEnd.ofTrials(), watch.trialListener());
        paused.removeIfEmpty();
        return tuned;
    }
}
