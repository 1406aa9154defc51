package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds;

/**
 * The loop that adds seeds to a study until its leading pair is decided.
 *
 * @param plan when is looked, and what decides
 * @param messages is told of each decision
 */
record SeedLoop(SequentialSeeds plan, PrintWriter messages) {

    /**
     * Runs a study with 1, 2 and so on up to each look's number as seeds.
     *
     * @param runner makes the runs of a study that are missing among the results so far
     * @return the results of the last look; fewer if the thread was interrupted
     */
    List<RunResult> run(Study study, BiFunction<Study, List<RunResult>, List<RunResult>> runner) {
        int seeds = plan.looks().get(0);
        List<RunResult> results = List.of();
        while (true) {
            results = runner.apply(withSeeds(study, seeds), results);
            if (Thread.currentThread().isInterrupted() || results.isEmpty()) {
                return results;
            }
            SequentialSeeds.Decision decision = plan.decide(results);
            messages.println(decision.text());
            messages.flush();
            if (decision.stop()
                    || decision.nextLook().isEmpty()
                    || decision.nextLook().getAsInt() <= seeds) {
                return results;
            }
            seeds = decision.nextLook().getAsInt();
        }
    }

    private static Study withSeeds(Study study, int number) {
        List<Long> seeds = LongStream.rangeClosed(1, number).boxed().toList();
        List<Experiment> experiments = study.experiments().stream()
                .map(experiment -> experiment.withSeeds(seeds))
                .toList();
        return new Study(study.title(), experiments);
    }
}
