package org.transformerbench.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.models.checkpoint.OpenModel;
import org.transformerbench.models.checkpoint.SavedModel;

/** A model that is trained on the spot, by the rules of a study of one model. */
record TrainingSource(
        ExperimentRunner runner,
        Registry registry,
        Task<?> task,
        Record taskConfig,
        Dataset data,
        Experiment experiment,
        Optional<Path> save,
        TrainingListener progress)
        implements ModelSource {
    /**
     * Evaluation interval that leaves only the final evaluation: nobody reads the curve of a text model, and evaluations take
     * long.
     */
    private static final String NEVER = String.valueOf(Integer.MAX_VALUE);

    /**
     * Creates a source.
     *
     * @throws IllegalArgumentException if an id is unknown or a value breaks a rule
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    static TrainingSource of(
            ModelOptions options,
            String defaultModel,
            String defaultTask,
            Registry registry,
            TrainingListener progress) {
        Task<?> task = registry.task(options.task == null ? defaultTask : options.task);
        Model<?> model = registry.model(options.model == null ? defaultModel : options.model);
        return of(task, model, options, registry, progress);
    }

    private static <T extends Record> TrainingSource of(
            Task<T> task, Model<?> model, ModelOptions options, Registry registry, TrainingListener progress) {
        Experiment experiment = ExperimentFactory.ofOneModel(registry).create(asCompareOptions(options, task, model));
        Map<String, String> typed = options.settings.of(task, registry);
        Settings settings = Settings.of(task, List.of(model), TrainingConfig.class, typed);
        Protocol protocol = settings.protocol(experiment.protocol());
        T config = settings.task(task, protocol);
        Dataset data = task.load(config, new SeedStreams(options.seed));
        ExperimentRunner runner =
                options.threads.of(new ExperimentRunner(registry), List.of(registry.trainer(options.trainer)));
        return new TrainingSource(
                runner, registry, task, config, data, experiment, Optional.ofNullable(options.save), progress);
    }

    private static CompareOptions asCompareOptions(ModelOptions options, Task<?> task, Model<?> model) {
        boolean table = SettingOptions.readsTable(task);
        boolean text = SettingOptions.readsText(task) || table;
        String rate = text ? Defaults.TEXT_LEARNING_RATE : Defaults.LEARNING_RATES;
        String batchSize = table ? Defaults.TABLE_BATCH_SIZE : text ? Defaults.TEXT_BATCH_SIZE : Defaults.BATCH_SIZE;
        CompareOptions comparison = new CompareOptions();
        comparison.task = task.id();
        comparison.models = List.of(model.id());
        comparison.learningRates = List.of(options.learningRate == null ? Double.valueOf(rate) : options.learningRate);
        comparison.seeds = List.of(Long.toString(options.seed));
        comparison.protocol = Defaults.PROTOCOL;
        comparison.budget = options.budget;
        if (options.budget.stopAccuracy == null && !options.settings.setsTraining("stopAccuracy")) {
            // The model is wanted, not a comparison.
            options.budget.stopAccuracy = Defaults.STOP_ACCURACY;
        }
        // What is set must meet no default of this command.
        comparison.batchSize = options.batchSize != null
                ? options.batchSize
                : options.settings.setsTraining("batchSize") ? Defaults.BATCH_SIZE : batchSize;
        comparison.interval = text && !options.settings.setsTraining("evaluationInterval") ? NEVER : Defaults.INTERVAL;
        comparison.trainer = options.trainer;
        comparison.settings = options.settings;
        comparison.tuning = new TuningOptions();
        return comparison;
    }

    @Override
    public Vocabulary vocabulary() {
        return data.vocabulary();
    }

    /** {@inheritDoc} It is saved first, as the work can be ended by Ctrl-C. */
    @Override
    public void use(Work work) {
        SavedModel model = train();
        Optional<Failure> unsaved = save.flatMap(file -> write(model, file));
        try (OpenModel open = model.open(registry, experiment.trainer())) {
            work.with(open);
        } catch (RuntimeException | Error e) {
            unsaved.ifPresent(e::addSuppressed);
            throw e;
        }
        if (unsaved.isPresent()) {
            throw unsaved.get();
        }
    }

    private static Optional<Failure> write(SavedModel model, Path file) {
        try {
            model.write(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure("--save: " + file + " could not be written: " + OutputProbe.reason(e), e));
        }
    }

    private SavedModel train() {
        AtomicReference<SavedModel> trained = new AtomicReference<>();
        TrainingListener keeper = new TrainingListener() {
            @Override
            public void onTrained(TrainedRun<?> run) {
                trained.set(SavedModel.of(run));
            }
        };
        List<RunResult> results = runner.run(experiment, progress, keeper);
        if (trained.get() == null) {
            throw new Failure(
                    "There is no trained model: "
                            + results.stream()
                                    .map(result -> result.outcome().reason())
                                    .findFirst()
                                    .orElse("interrupted"),
                    null);
        }
        // A run that succeeded has a result.
        return trained.get().withResult(results.get(0));
    }
}
