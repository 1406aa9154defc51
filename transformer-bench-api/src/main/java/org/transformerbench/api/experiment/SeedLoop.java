package org.transformerbench.api.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds;

/**
 * The loop that adds seeds to a study until its leading pair is decided.
 *
 * @param rule at which numbers of seeds is looked, and what decides
 * @param told of each decision
 */
record SeedLoop(SequentialSeeds rule, Consumer<SequentialSeeds.Decision> told) {

    /** A model as it is compared; two experiments may have the same one on two tasks. */
    private record Candidate(String model, String trainer, Map<String, String> settings) {}

    /**
     * Returns the rule of a study.
     *
     * @return empty if the seeds of the study are fixed
     * @throws ConfigException if so few seeds can decide nothing, or there are not two models
     */
    static Optional<SequentialSeeds> rule(Study study, Registry registry) {
        OptionalInt most = study.experiments().get(0).mostSeeds();
        if (most.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SequentialSeeds(models(study, registry), most.getAsInt()));
        } catch (ConfigException e) {
            throw new ConfigException("seeds " + SequentialSeeds.UNTIL_DECIDED + ": " + e.getMessage(), e);
        }
    }

    /** Returns how many models are compared on the task that has the most. */
    private static int models(Study study, Registry registry) {
        return study.experiments().stream()
                .collect(Collectors.groupingBy(
                        Experiment::task,
                        Collectors.flatMapping(experiment -> candidates(experiment, registry), Collectors.toSet())))
                .values()
                .stream()
                .mapToInt(candidates -> candidates.size())
                .max()
                .orElse(0);
    }

    private static Stream<Candidate> candidates(Experiment experiment, Registry registry) {
        List<String> models = experiment.models().isEmpty()
                ? registry.models().stream()
                        .map(installed -> installed.provider().id())
                        .toList()
                : experiment.models();
        return models.stream().map(model -> new Candidate(model, experiment.trainer(), experiment.settings()));
    }

    /**
     * Runs a study with 1, 2 and so on up to each look's number as seeds.
     *
     * @param runner makes the runs of a study that are missing among the results so far
     * @return the results of the last look; fewer if the thread was interrupted
     */
    List<RunResult> run(Study study, BiFunction<Study, List<RunResult>, List<RunResult>> runner) {
        int seeds = rule.looks().get(0);
        List<RunResult> results = List.of();
        while (true) {
            results = runner.apply(withSeeds(study, seeds), results);
            if (Thread.currentThread().isInterrupted() || results.isEmpty()) {
                return results;
            }
            SequentialSeeds.Decision decision = rule.decide(results);
            told.accept(decision);
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
