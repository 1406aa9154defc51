package org.transformerbench.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import picocli.CommandLine.ParseResult;

/** A factory of studies from a file and the few options that may stand beside one. */
final class StudyFactory {
    /** Options that name a file of tasks, and what is in it. */
    private static final Map<String, String> FILES = Map.of("--corpus", "text", "--data", "table");

    private static final List<String> BUDGETS = List.of("--time", "--steps", "--tokens", "--targets", "--flops");
    private static final List<String> OTHERS = List.of(
            "--file",
            "--output",
            "--save",
            "--no-inference",
            "--again",
            "--parallel",
            "--threads",
            "--shard",
            "--checkpoint-every",
            "--checkpoints",
            "--cluster",
            "--watch",
            "--plugins",
            "--verbose");

    private final Registry registry;

    StudyFactory(Registry registry) {
        this.registry = registry;
    }

    /**
     * Creates a grid.
     *
     * @param typed to find out which options were given
     * @throws IllegalArgumentException if the file is not valid, or an option makes no sense beside it
     */
    Study create(CompareOptions options, ParseResult typed) {
        requireNothingElse(typed);
        Study study = ShippedStudies.read(options.study.file);
        List<Experiment> experiments = new ArrayList<>();
        List<String> named =
                FILES.keySet().stream().filter(typed::hasMatchedOption).sorted().toList();
        List<String> unread = new ArrayList<>(named);
        for (Experiment experiment : study.experiments()) {
            Map<String, String> settings = new LinkedHashMap<>(experiment.settings());
            Map<String, String> files =
                    named.isEmpty() ? Map.of() : options.settings.files(registry.task(experiment.task()));
            files.keySet().forEach(key -> unread.remove("--" + key.substring(key.lastIndexOf('.') + 1)));
            settings.putAll(files);
            experiments.add(new Experiment(
                    experiment.task(),
                    experiment.models(),
                    experiment.learningRates(),
                    experiment.seeds(),
                    experiment.trainer(),
                    experiment.protocol(),
                    training(experiment, options.budget),
                    settings,
                    experiment.tuning(),
                    experiment.mostSeeds()));
        }
        if (!unread.isEmpty()) {
            throw new ConfigException(
                    unread.get(0) + ": no task of " + options.study.file + " reads a " + FILES.get(unread.get(0)));
        }
        return new Study(study.title(), experiments);
    }

    private TrainingConfig training(Experiment experiment, BudgetOptions budget) {
        return budget.none()
                ? experiment.training()
                : ExperimentFactory.ofSeveralModels(registry).budgets(experiment.training(), budget, budget.time);
    }

    /** Returns the options that are not allowed beside an option that sets everything. */
    static List<String> besides(ParseResult typed, String option, List<String> allowed) {
        List<String> wrong = new ArrayList<>();
        if (typed.hasMatchedPositional(0)) {
            wrong.add("the task " + typed.matchedPositional(0).getValue());
        }
        typed.matchedOptions().stream()
                .map(matched -> matched.longestName())
                .filter(name -> !name.equals(option) && !allowed.contains(name))
                .distinct()
                .forEach(wrong::add);
        return wrong;
    }

    /** Returns whether no option says what to compare. */
    static boolean saysNothing(ParseResult typed) {
        return besides(typed, "", OTHERS.subList(1, OTHERS.size())).isEmpty();
    }

    private static void requireNothingElse(ParseResult typed) {
        List<String> allowed = new ArrayList<>(BUDGETS);
        allowed.addAll(OTHERS);
        allowed.addAll(FILES.keySet());
        List<String> wrong = besides(typed, "--file", allowed);
        if (!wrong.isEmpty()) {
            throw new ConfigException("--file describes the whole study: " + String.join(", ", wrong)
                    + " cannot be given beside it, change the file; what can is " + String.join(", ", BUDGETS) + ", "
                    + String.join(", ", OTHERS.subList(1, OTHERS.size()))
                    + ", and --corpus or --data where a task reads a text or a table");
        }
    }
}
