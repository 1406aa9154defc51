package org.transformerbench.api.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.Listeners;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.TrialStore;

/**
 * A runner of experiments, one run after the other or several at once. All names and values are checked before the first run; a
 * run that fails or diverges is a result, and the others follow. A model that cannot do the task, because it does not predict
 * the positions that are its targets, is left out: its one result has the outcome {@link
 * org.transformerbench.api.result.Outcome.Kind#LEFT_OUT}, with the reason and the way out. That no model is left is an error
 * before the first run.
 *
 * <p>Trained models are closed when their run ends. A listener can keep them: {@code ModelFolder}, in
 * {@code org.transformerbench.models.checkpoint}, saves each to a file.
 */
public final class ExperimentRunner {
    private final Registry registry;
    private final RunExecutor executor;
    private final OptionalInt threads;
    private final List<RunResult> earlier;
    private final boolean measureInference;
    private final Optional<RunCheckpointer.Policy> checkpointing;
    private final Optional<RunCheckpoint> origin;
    private final Tunings tunings;
    /** The fingerprints for runs of specifications, kept because reading all code takes longer than a short run. */
    private CodeFingerprints codes;
    /** The data of runs of specifications, kept for the same reason. */
    private final RecentData recent = new RecentData();

    /**
     * Creates a runner over what is installed: one run at a time, and every run is made.
     *
     * @param registry where ids are looked up
     */
    public ExperimentRunner(Registry registry) {
        this(
                registry,
                new LocalRuns(1),
                OptionalInt.empty(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Tunings.inMemory());
    }

    private ExperimentRunner(
            Registry registry,
            RunExecutor executor,
            OptionalInt threads,
            List<RunResult> earlier,
            boolean measureInference,
            Optional<RunCheckpointer.Policy> checkpointing,
            Optional<RunCheckpoint> origin,
            Tunings tunings) {
        this.registry = registry;
        this.executor = executor;
        this.threads = threads;
        this.earlier = earlier;
        this.measureInference = measureInference;
        this.checkpointing = checkpointing;
        this.origin = origin;
        this.tunings = tunings;
    }

    /**
     * Makes several runs at once. The processors are shared out by {@link org.transformerbench.api.Trainer#withThreads}, unless
     * {@link #withThreads} says how many threads each has; where
     * budgets are steps, the results are those of one run after the other, but for times. Models, tasks and trainers are used
     * by several threads then.
     *
     * @param runs how many at once, at least 1; each on a thread of its own if above 1
     * @return a changed copy
     */
    public ExperimentRunner withParallelRuns(int runs) {
        Require.atLeast("parallelRuns", runs, 1);
        return withExecutor(new LocalRuns(runs));
    }

    /**
     * Makes the runs elsewhere than in this process, for example on a cluster. Checks, plans, earlier results, the sink and listeners
     * stay here. Of a run that is made elsewhere, listeners hear when its result has come: {@link TrainingListener#onRunStart} if it
     * has made a step, {@link TrainingListener#onEvaluation} for each point of its curve, whose answers come too late, and {@link
     * TrainingListener#onRunEnd}.
     *
     * @param place makes the runs, in place of {@link #withParallelRuns}
     * @return a changed copy, which does not {@linkplain #tune tune}
     */
    public ExperimentRunner withExecutor(RunExecutor place) {
        Require.given("executor", place);
        return new ExperimentRunner(
                registry, place, threads, earlier, measureInference, checkpointing, origin, tunings);
    }

    /**
     * Sets the number of threads of each run. Its results are the same, but for times. A trainer that cannot choose keeps its own
     * number; each result has the true one, see {@link org.transformerbench.api.result.Provenance#threads()}.
     *
     * @param number 1 to {@value org.transformerbench.api.Trainer#MAX_THREADS}
     * @return a changed copy
     */
    public ExperimentRunner withThreads(int number) {
        Require.between("threads", number, 1, Trainer.MAX_THREADS);
        return new ExperimentRunner(
                registry, executor, OptionalInt.of(number), earlier, measureInference, checkpointing, origin, tunings);
    }

    /**
     * Leaves out runs whose results are there. A run is known by its {@linkplain RunResult#runId() id}; if it has several
     * results, the last counts, and if that one is not {@linkplain org.transformerbench.api.result.Outcome#finished()
     * finished}, the run is made again: from its {@linkplain #withCheckpoints checkpoint} if it was interrupted and has one,
     * else from its beginning. It is made again too if its data or its code, as its {@linkplain
     * org.transformerbench.api.result.Provenance#fingerprints() fingerprints} tell them, is not that of the result, or its
     * reference lines are not; a warning says what has changed.
     *
     * @param results of earlier runs, also of other experiments
     * @return a changed copy
     */
    public ExperimentRunner resuming(Collection<RunResult> results) {
        return new ExperimentRunner(
                registry, executor, threads, List.copyOf(results), measureInference, checkpointing, origin, tunings);
    }

    /**
     * Keeps checkpoints. A run that was interrupted, or whose process was killed, goes on from its last one the next time it is
     * made, and its result is the one that it would have had, but for times. A checkpoint that is damaged, or of something
     * else, is put aside with a warning, and the run starts from its beginning. One that cannot be read now, as {@link
     * CheckpointStore#find} says by an {@link java.io.IOException}, fails the run and stays. One that cannot be written is
     * logged and counted with {@link org.transformerbench.api.result.Measurements#listenerFailures()}; the run goes on. When
     * the sink has taken the result of a run, its checkpoint is removed, unless the run was interrupted or never came to train.
     *
     * @param checkpoints where they are kept
     * @param interval the least time from one checkpoint of a run to the next; zero for one after each step
     * @return a changed copy
     */
    public ExperimentRunner withCheckpoints(CheckpointStore checkpoints, Duration interval) {
        return new ExperimentRunner(
                registry,
                executor,
                threads,
                earlier,
                measureInference,
                Optional.of(new RunCheckpointer.Policy(checkpoints, interval)),
                origin,
                tunings);
    }

    /**
     * Makes runs that train on from the checkpoint of another one, with other budgets, another learning rate or schedule. Budgets
     * count from the beginning of that run. Each is a run of its own, and its result {@linkplain
     * RunSpec#continuedFrom() says} what it continues from. All else must be the same: task, data,
     * model, code, trainer, protocol, seed, batch size, and the betas and epsilon of the optimizer.
     *
     * @param checkpoint of nearly the same run; it stays where it is
     * @return a changed copy, which refuses runs that cannot continue from it by a {@link ConfigException}
     */
    public ExperimentRunner continuingFrom(RunCheckpoint checkpoint) {
        return new ExperimentRunner(
                registry,
                executor,
                threads,
                earlier,
                measureInference,
                checkpointing,
                Optional.of(checkpoint),
                tunings);
    }

    /**
     * Measures how fast each trained model answers, see {@link org.transformerbench.api.result.Measurements#inference()}. That
     * takes about a second per run. Other work on the machine, as that of other runs, spoils them.
     *
     * @return a changed copy
     */
    public ExperimentRunner measuringInference() {
        return new ExperimentRunner(registry, executor, threads, earlier, true, checkpointing, origin, tunings);
    }

    /**
     * Runs everything and returns the results.
     *
     * @param experiment what to compare
     * @param listeners are told of every run
     * @return one result per run, in order; fewer if the thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Experiment experiment, TrainingListener... listeners) {
        return run(experiment, result -> {}, listeners);
    }

    /**
     * Runs everything; each result goes to the sink as soon as its run has ended. Where seeds are added until the leading models are
     * decided, the runs of each number of seeds are made before that is looked at.
     *
     * @param experiment what to compare
     * @param sink takes each new result, one at a time, before listeners are told of the end of its run, see
     *     {@link org.transformerbench.api.result.ResultsFile}; what it throws ends the experiment
     * @param listeners are told of every run
     * @return one result per run, in order, those of earlier runs included; fewer if the thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Experiment experiment, Consumer<RunResult> sink, TrainingListener... listeners) {
        return run(experiment, Shard.whole(), sink, listeners);
    }

    /**
     * Runs a part of an experiment. All its runs are planned, and all its data is loaded, to know which they are.
     *
     * @param experiment what to compare
     * @param shard which of its runs; the whole where values of models are searched, or seeds are added
     * @param sink as for a whole experiment
     * @param listeners are told of every run
     * @return one result per run of the shard, in order, those of earlier runs included; none if the shard has none; fewer if the
     *     thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(
            Experiment experiment, Shard shard, Consumer<RunResult> sink, TrainingListener... listeners) {
        Study study = new Study("", List.of(experiment));
        if (experiment.tuning().isPresent()) {
            return run(study, shard, sink, listeners);
        }
        return addingSeeds(
                study,
                shard,
                (runner, part) -> {
                    Experiment only = part.experiments().get(0);
                    ExperimentPlan<?> plan = ExperimentPlan.of(only, Optional.empty(), registry);
                    return runner.execute(shard.of(runner.runs(List.of(plan))), sink, listeners);
                },
                listeners);
    }

    /**
     * Makes one run of its specification, in this process or in another one than that which wrote it. Its numbers follow from
     * the specification, the plug-ins that are installed, and the data that its task loads, alone. A run that {@linkplain
     * RunSpec#continuedFrom() continues} from a checkpoint needs that checkpoint, see {@link #continuingFrom}. A runner reads the code
     * of plug-ins for its fingerprints once, and keeps the data of the last runs as long as there is memory: make many runs with one
     * runner. Several threads may use it.
     *
     * @param spec of the run
     * @param listeners are told of it
     * @return its result; empty if the thread was interrupted before it began
     * @throws IllegalArgumentException if an id is unknown, a configuration is not valid, or the checkpoint is missing or
     *     another one
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public Optional<RunResult> run(RunSpec spec, TrainingListener... listeners) {
        RunPlan<?> plan = SpecifiedRun.plan(spec, registry, new RunPlanner.Shared(codes(), recent));
        RunPlan<?> begun = origin.isPresent() ? plan.continuingFrom(origin.get()) : plan;
        Require.that(
                begun.spec().withoutDataLocation().equals(spec.withoutDataLocation()),
                "continuedFrom",
                place(spec),
                "must be the checkpoint that the runner continues from (%s)",
                place(begun.spec()));
        return execute(Map.of(spec.runId(), begun), result -> {}, listeners).stream()
                .findFirst();
    }

    private synchronized CodeFingerprints codes() {
        if (codes == null) {
            codes = new CodeFingerprints();
        }
        return codes;
    }

    private static String place(RunSpec spec) {
        return spec.continuedFrom()
                .map(from -> "run " + from.spec().runId() + " at step " + from.steps())
                .orElse("none");
    }

    /**
     * Runs several experiments as one. A run that two of them have in common is made once.
     *
     * @param study what to compare
     * @param sink as for a single experiment
     * @param listeners are told of every run
     * @return one result per run, in order, those of earlier runs included; fewer if the thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid; the message begins with the
     *     experiment's place, as {@code "experiments[0]: "}
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Study study, Consumer<RunResult> sink, TrainingListener... listeners) {
        return run(study, Shard.whole(), sink, listeners);
    }

    /**
     * Runs a part of several experiments. All their runs are planned, and all their data is loaded, to know which they are.
     *
     * @param study what to compare
     * @param shard which of its runs; the whole where values of models are searched, or seeds are added
     * @param sink as for a single experiment
     * @param listeners are told of every run
     * @return one result per run of the shard, in order, those of earlier runs included; none if the shard has none; fewer if the
     *     thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid; the message begins with the
     *     experiment's place, as {@code "experiments[0]: "}
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Study study, Shard shard, Consumer<RunResult> sink, TrainingListener... listeners) {
        if (study.experiments().stream()
                .anyMatch(experiment -> experiment.tuning().isPresent())) {
            Require.that(
                    !shard.isPart(),
                    "shard",
                    shard,
                    "must be the whole where values of models are searched: each part would search them for itself");
            Optional<Study> tuned = tune(study);
            return tuned.isPresent() ? run(tuned.get(), sink, listeners) : List.of();
        }
        return addingSeeds(study, shard, (runner, part) -> runner.runOnce(part, shard, sink, listeners), listeners);
    }

    /**
     * Returns the rule by which seeds are added to a study. {@link org.transformerbench.api.statistics.Comparison#withSeeds} corrects
     * the verdicts for it.
     *
     * @param study what to compare
     * @return empty if its seeds are fixed
     * @throws ConfigException if so few seeds can decide nothing, or there are not two models
     */
    public Optional<SequentialSeeds> seeds(Study study) {
        return SeedLoop.rule(study, registry);
    }

    private List<RunResult> addingSeeds(
            Study study,
            Shard shard,
            BiFunction<ExperimentRunner, Study, List<RunResult>> once,
            TrainingListener... listeners) {
        Optional<SequentialSeeds> rule = seeds(study);
        if (rule.isEmpty()) {
            return once.apply(this, study);
        }
        Require.that(
                !shard.isPart(),
                "shard",
                shard,
                "must be the whole where seeds are added: that is decided by the results of all runs");
        Listeners told = new Listeners(List.of(listeners));
        return new SeedLoop(rule.get(), decision -> told.onSeedDecision(decision.text()))
                .run(study, (part, results) -> once.apply(resumingAlso(results), part));
    }

    private ExperimentRunner resumingAlso(List<RunResult> results) {
        List<RunResult> known = new ArrayList<>(earlier);
        known.addAll(results);
        return resuming(known);
    }

    private List<RunResult> runOnce(Study study, Shard shard, Consumer<RunResult> sink, TrainingListener... listeners) {
        List<ExperimentPlan<?>> plans = new ArrayList<>();
        Optional<String> title = Optional.of(study.title()).filter(text -> !text.isBlank());
        // All names are looked up before the first data is loaded, which may take long.
        for (int i = 0; i < study.experiments().size(); i++) {
            try {
                plans.add(ExperimentPlan.of(study.experiments().get(i), title, registry));
            } catch (IllegalArgumentException e) {
                throw at(i, e);
            }
        }
        return execute(shard.of(runs(plans)), sink, listeners);
    }

    /**
     * Keeps the trials of tunings, so that a search goes on where it was ended.
     *
     * @param trials those that have ended
     * @param checkpoints of trials that may go on; they are removed when the search of their model has ended
     * @return a changed copy
     */
    public ExperimentRunner withTrials(TrialStore trials, CheckpointStore checkpoints) {
        return new ExperimentRunner(
                registry,
                executor,
                threads,
                earlier,
                measureInference,
                checkpointing,
                origin,
                new Tunings(trials, checkpoints));
    }

    /**
     * Searches values where an experiment has a {@linkplain Experiment#tuning() tuning}. To run a study does so too, and its listeners
     * do not hear of the trials.
     *
     * @param study what to compare
     * @param listeners are told of each trial as of a run, one that goes on where it was paused; they must not be those of the study's
     *     runs unless they can tell them apart
     * @return the study with an experiment for each model that was tuned, with its values; empty if a search was interrupted
     * @throws IllegalArgumentException if an id is unknown, a configuration or a search space is not valid, there is no validation
     *     data to judge trials by, or runs are made {@linkplain #withExecutor elsewhere}
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public Optional<Study> tune(Study study, TrainingListener... listeners) {
        if (executor instanceof LocalRuns local) {
            return tunings.tune(study, registry, local.atOnce(), threads, List.of(listeners));
        }
        throw new ConfigException(
                "tuning: its trials are paused and go on in the process that searches, not in another executor;"
                        + " tune without one, and run the study of the winners with it");
    }

    /** Returns the error with the experiment's place before it. */
    static ConfigException at(int index, IllegalArgumentException e) {
        return new ConfigException("experiments[" + index + "]: " + e.getMessage(), e);
    }

    /** Plans all runs: all data is there, and every plan valid, before the first run begins. */
    private Map<String, RunPlan<?>> runs(List<ExperimentPlan<?>> plans) {
        RunPlanner.Shared shared = new RunPlanner.Shared();
        Map<String, RunPlan<?>> runs = new LinkedHashMap<>();
        for (int i = 0; i < plans.size(); i++) {
            try {
                for (RunPlan<?> plan : plans.get(i).runs(shared)) {
                    RunPlan<?> begun = origin.isPresent() ? plan.continuingFrom(origin.get()) : plan;
                    runs.putIfAbsent(begun.spec().runId(), begun);
                }
            } catch (ConfigException e) {
                throw plans.size() == 1 ? e : at(i, e);
            }
        }
        requireSome(runs.values());
        return runs;
    }

    private static void requireSome(Collection<RunPlan<?>> runs) {
        if (runs.stream().allMatch(run -> run.leftOut().isPresent())) {
            throw new ConfigException("No model is left that can do the task. "
                    + runs.stream()
                            .flatMap(run -> run.leftOut().stream())
                            .distinct()
                            .collect(Collectors.joining(" ")));
        }
    }

    private List<RunResult> execute(
            Map<String, RunPlan<?>> runs, Consumer<RunResult> sink, TrainingListener... listeners) {
        Map<String, RunResult> finished = new EarlierResults(earlier).of(runs);
        TrainingWarnings.log(runs.values().stream()
                .filter(run -> !finished.containsKey(run.spec().runId()))
                .map(run -> run.spec().trainingConfig())
                .toList());
        checkpointing.ifPresent(each -> new NearlySameRuns(each.store()).tell(runs, finished.keySet()));
        return new StudyRun(
                        runs, finished, executor, threads, measureInference, checkpointing, sink, List.of(listeners))
                .execute();
    }
}
