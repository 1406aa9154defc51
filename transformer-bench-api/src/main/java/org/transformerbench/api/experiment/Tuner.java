package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.config.ThreadPools;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.Listeners;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.SuccessiveHalving;
import org.transformerbench.api.tuning.SuccessiveHalving.Job;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialScore;
import org.transformerbench.api.tuning.TrialStore;
import org.transformerbench.api.tuning.TuningPlan;

/**
 * A tuner of the models of an experiment, each with the same effort. A configuration is one run with the full budget that is paused
 * at the end of each rung and goes on from its checkpoint if it is promoted.
 *
 * <p>A fixed number of trials of a model are under way at once, however many run: they are taken to end in the order of their
 * budgets, so that what is tried next depends on no clock and no number of threads. A search by time depends on both anyway.
 */
final class Tuner {
    /** Trials of one model under way, unless the search is one by time. */
    private static final int UNDER_WAY = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Tuner.class);

    private final Registry registry;
    private final int parallelRuns;
    private final OptionalInt threads;
    private final TrialStore store;
    private final RunCheckpointer.Policy checkpoints;
    private final List<TrainingListener> listeners;
    private final RunPlanner.Shared shared = new RunPlanner.Shared();
    private final ReentrantLock planning = new ReentrantLock();
    /** The lock of listeners: its holder alone calls them. */
    private final ReentrantLock turn = new ReentrantLock(true);

    Tuner(
            Registry registry,
            int parallelRuns,
            OptionalInt threads,
            TrialStore store,
            RunCheckpointer.Policy checkpoints,
            List<TrainingListener> listeners) {
        this.registry = registry;
        this.parallelRuns = parallelRuns;
        this.threads = threads;
        this.store = store;
        this.checkpoints = checkpoints;
        this.listeners = listeners;
    }

    /**
     * Finds the values of each model.
     *
     * @return an experiment for each model; empty if a search was interrupted
     * @throws ConfigException if there is nothing to judge trials by, or a search space is not valid
     */
    Optional<List<Experiment>> tune(Experiment experiment, TuningPlan plan) {
        requireFreshSeeds(experiment, plan);
        Experiment trials = new Experiment(
                experiment.task(),
                experiment.models(),
                experiment.learningRates(),
                List.of(plan.seed()),
                experiment.trainer(),
                experiment.protocol(),
                experiment.training(),
                experiment.settings());
        Map<String, Experiment> tuned = new HashMap<>();
        List<String> models = new ArrayList<>();
        List<Runnable> searches = new ArrayList<>();
        Set<String> searched = new TreeSet<>();
        try (Pool pool = new Pool(parallelRuns)) {
            for (RunPlan<?> base :
                    ExperimentPlan.of(trials, Optional.empty(), registry).runs(shared)) {
                String model = base.spec().model();
                models.add(model);
                Map<String, String> settings = Settings.ofOneModel(
                        registry.task(experiment.task()), registry.model(model), experiment.settings());
                if (base.leftOut().isPresent() || base.broken().isPresent()) {
                    tuned.put(model, ModelSearch.with(experiment, model, settings, Map.of()));
                    continue;
                }
                requireValidation(base);
                ModelSearch<?> search = new ModelSearch<>(experiment, plan, base);
                search.requireSize();
                searched.addAll(search.space().ranges().keySet());
                search.values(0); // That there is one is known before the first trial.
                Progress progress = new Progress(search, base, plan, pool);
                searches.add(() -> progress.winner().ifPresent(values -> {
                    Experiment own = ModelSearch.with(experiment, model, settings, values);
                    synchronized (tuned) {
                        tuned.put(model, own);
                    }
                }));
            }
            requireKnownRanges(plan, models, searched);
            if (!searches.isEmpty()) {
                new ParallelRuns(searches.size()).execute(searches);
            }
        }
        return tuned.keySet().containsAll(models)
                ? Optional.of(models.stream().map(tuned::get).toList())
                : Optional.empty();
    }

    private static void requireFreshSeeds(Experiment experiment, TuningPlan plan) {
        Require.that(
                !experiment.possibleSeeds().contains(plan.seed()),
                "seeds",
                experiment.possibleSeeds(),
                "must not hold %d, the seed of the tuning's trials (tuning.seed): winners are judged with fresh seeds",
                plan.seed());
        Require.that(
                plan.steps().isEmpty() || experiment.training().maxSteps().isPresent(),
                "tuning.steps",
                plan.steps(),
                "must have runs with a budget of steps; set maxSteps, or tune by time or runs");
    }

    private static void requireKnownRanges(TuningPlan plan, List<String> models, Set<String> searched) {
        plan.ranges().keySet().forEach(key -> {
            int dot = key.indexOf('.');
            if (dot < 0 && !searched.contains(key)) {
                throw new ConfigException("tuning.ranges: Unknown key '" + key + "' of a search space"
                        + Suggestion.didYouMean(key, searched) + " Known here: " + String.join(", ", searched));
            }
            Require.that(
                    dot < 0 || models.contains(key.substring(0, dot)),
                    "tuning.ranges",
                    key,
                    "must name one of the models %s before its point",
                    models);
        });
    }

    private static void requireValidation(RunPlan<?> base) {
        Targets targets = base.targets();
        if (!base.protocol().validationApart()
                || base.data().validation(targets).size() == 0) {
            throw new ConfigException(
                    "tuning: the protocol and the task must have validation data apart from test data, or"
                            + " values would be chosen by what they are judged with");
        }
    }

    /** A pool for the trials of all models. */
    private record Pool(ExecutorService threads) implements AutoCloseable {
        Pool(int atOnce) {
            this(ThreadPools.daemons(atOnce, "transformer-bench-trial"));
        }

        @Override
        public void close() {
            ThreadPools.interrupt(threads);
        }
    }

    /** Returns how many trials of a model are under way. By time only those that run: each begins when its time is known to be left. */
    private int underWay(TuningPlan plan) {
        return plan.time().isPresent() ? Math.min(UNDER_WAY, parallelRuns) : UNDER_WAY;
    }

    /** A trial under way, with the place in the order of ends at which it is taken to end. */
    private record Begun(double end, int number, Job job, Future<Optional<Trial>> trial) {}

    /** The search of one model in progress. */
    private final class Progress {
        private final ModelSearch<?> search;
        private final RunSpec base;
        private final TuningPlan plan;
        private final Pool pool;
        private final SuccessiveHalving halving;
        private final SearchBudget budget;
        private final String id;
        /** Trials of earlier processes, which are not made again. */
        private final Map<Job, Trial> earlier;

        private final Map<Job, Trial> ended = new HashMap<>();
        private final PriorityQueue<Begun> begun =
                new PriorityQueue<>(Comparator.comparingDouble(Begun::end).thenComparingInt(Begun::number));
        private double now;
        private int number;

        Progress(ModelSearch<?> search, RunPlan<?> base, TuningPlan plan, Pool pool) {
            this.search = search;
            this.base = base.spec();
            this.plan = plan;
            this.pool = pool;
            this.halving = new SuccessiveHalving(plan.runs().orElse(Integer.MAX_VALUE), plan.rungs(), plan.reduction());
            this.budget = new SearchBudget(
                    plan, base.spec().trainingConfig().maxSteps().orElse(0));
            double[] shares = new double[plan.rungs()];
            Arrays.setAll(shares, halving::share);
            requireOneRung();
            this.id = search.id(shares);
            this.earlier = store.trials().stream()
                    .filter(trial -> trial.tuning().equals(id))
                    .collect(Collectors.toMap(
                            trial -> new Job(trial.candidate(), trial.rung()),
                            Function.identity(),
                            (first, second) -> first));
        }

        /** Fewer steps than the first rung has would try nothing. */
        private void requireOneRung() {
            plan.steps().ifPresent(steps -> {
                long least = budget.steps(halving.share(0));
                Require.that(
                        steps >= least,
                        "tuning.steps",
                        steps,
                        "must be at least %d: so many of the %d steps of a run are the first of %d rungs",
                        least,
                        base.trainingConfig().maxSteps().orElse(0),
                        plan.rungs());
            });
        }

        /** Returns the values that were chosen; empty if the thread was interrupted. */
        Optional<Map<String, String>> winner() {
            store.begin(id);
            try {
                begin();
                while (!begun.isEmpty()) {
                    Begun first = begun.remove();
                    Optional<Trial> trial = first.trial.get();
                    if (trial.isEmpty()) {
                        return Optional.empty();
                    }
                    now = first.end;
                    budget.end(work(first.job), trial.get().seconds() - secondsBefore(first.job));
                    ended.put(first.job, trial.get());
                    halving.report(first.job, trial.get().score());
                    begin();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException e) {
                throw ParallelRuns.unchecked(e.getCause());
            }
            Optional<Job> best = halving.winner();
            if (best.isEmpty()) {
                LOG.warn("No trial of {} has a score: its values are not tuned", base.model());
            }
            forgetPaused();
            return Optional.of(
                    best.flatMap(job -> search.values(job.candidate())).orElse(Map.of()));
        }

        private double secondsBefore(Job job) {
            Trial before = ended.get(new Job(job.candidate(), job.rung() - 1));
            return before == null ? 0 : before.seconds();
        }

        private void begin() {
            while (begun.size() < underWay(plan) && budget.allows(halving.share(0))) {
                Optional<Job> next = halving.next();
                if (next.isEmpty()) {
                    return;
                }
                Job job = next.get();
                double work = work(job);
                Optional<Map<String, String>> values = search.values(job.candidate());
                if (!budget.allows(work) || values.isEmpty()) {
                    return;
                }
                budget.begin(work);
                double before = secondsBefore(job);
                begun.add(new Begun(
                        now + work, number++, job, pool.threads.submit(() -> trial(job, values.get(), before))));
            }
        }

        /** Returns the share of the full budget of a run that a job adds to what the configuration has had. */
        private double work(Job job) {
            return halving.share(job.rung()) - (job.rung() == 0 ? 0 : halving.share(job.rung() - 1));
        }

        /** Returns the trial of an earlier process, or makes it; empty if it was interrupted. */
        private Optional<Trial> trial(Job job, Map<String, String> values, double secondsBefore) {
            if (earlier.containsKey(job)) {
                return Optional.of(earlier.get(job));
            }
            SingleRun<?> run = new SingleRun<>(
                            plan(search.spec(values)),
                            parallelRuns,
                            threads,
                            false,
                            Optional.of(checkpoints),
                            new Listeners(StudyRun.own(listeners, turn), turn, Optional.empty()))
                    .pausedAt(halving.share(job.rung()));
            RunResult result = run.execute(1, 1);
            Optional<Trial> trial = result.outcome().equals(Outcome.interrupted())
                    ? Optional.empty()
                    : Optional.of(trial(job, values, secondsBefore, result));
            trial.ifPresent(store::add);
            run.end(result);
            return trial;
        }

        private Trial trial(Job job, Map<String, String> values, double secondsBefore, RunResult result) {
            double seconds = result.measurements().training().trainingSeconds()
                    + result.measurements().training().evaluationSeconds();
            return new Trial(
                    id,
                    base.model(),
                    base.task(),
                    job.candidate(),
                    values,
                    search.places(values),
                    job.rung(),
                    halving.share(job.rung()),
                    result.measurements().training().steps(),
                    Math.max(secondsBefore, seconds), // The evaluation at the pause is not in the checkpoint.
                    score(result),
                    result.outcome().inWords(),
                    Optional.of(Trial.runOf(search.chosen(values))));
        }

        private RunPlan<?> plan(RunSpec spec) {
            planning.lock();
            try {
                return SpecifiedRun.plan(spec, registry, shared);
            } finally {
                planning.unlock();
            }
        }

        private void forgetPaused() {
            ended.keySet().stream()
                    .map(Job::candidate)
                    .distinct()
                    .flatMap(candidate -> search.values(candidate).stream())
                    .map(values -> search.spec(values).runId())
                    .forEach(checkpoints::forget);
        }
    }

    private static Optional<TrialScore> score(RunResult result) {
        Outcome.Kind kind = result.outcome().kind();
        if (kind == Outcome.Kind.DIVERGED || kind == Outcome.Kind.FAILED) {
            return Optional.empty();
        }
        return result.measurements()
                .lastEvaluation()
                .validation()
                .filter(metrics -> Double.isFinite(metrics.loss()))
                .map(Tuner::score);
    }

    private static TrialScore score(Metrics metrics) {
        return new TrialScore(metrics.loss(), metrics.exactMatch());
    }
}
