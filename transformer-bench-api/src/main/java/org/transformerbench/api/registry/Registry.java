package org.transformerbench.api.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Model;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.LogOnce;

/**
 * The installed models, tasks and trainers by id. Immutable; there is no global instance.
 *
 * <p>A provider that cannot be loaded is left out and kept among the {@link #failures()}. Two discovered providers with
 * one id are a failure too, and asking for that id is an error that names both; all others stay usable.
 */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final Providers<Model<?>> models;
    private final Providers<Task<?>> tasks;
    private final Providers<Trainer> trainers;
    private final List<ProviderFailure> failures;
    private final Optional<String> discoveryNote;

    private Registry(
            Providers<Model<?>> models,
            Providers<Task<?>> tasks,
            Providers<Trainer> trainers,
            List<ProviderFailure> failures,
            Optional<String> discoveryNote) {
        this.models = models;
        this.tasks = tasks;
        this.trainers = trainers;
        this.failures = List.copyOf(failures);
        this.discoveryNote = discoveryNote;
    }

    /**
     * Returns an empty registry, to be filled by hand.
     *
     * @return a registry without providers
     */
    public static Registry empty() {
        return new Registry(
                new Providers<>(Model.class, Model::id, Model::configType),
                new Providers<>(Task.class, Task::id, Task::configType),
                new Providers<>(Trainer.class, Trainer::id, trainer -> Record.class),
                List.of(),
                Optional.empty());
    }

    /**
     * Discovers all providers on the class path of the calling thread and beside this library. A context class loader that is
     * null, or that does not see this library, as those of plug-in hosts may, is passed over; see {@link #discoveryNote}.
     *
     * @return what the context class loader and this library's find
     */
    public static Registry discover() {
        return discover(SearchPath.ofContext());
    }

    /**
     * Discovers all providers that a class loader finds.
     *
     * @param classLoader where {@code META-INF/services} is looked for; this library's own is searched in the place of one
     *     that is null or does not see this library, see {@link #discoveryNote}
     * @return the registry
     */
    public static Registry discover(ClassLoader classLoader) {
        return discover(SearchPath.of(classLoader));
    }

    private static Registry discover(SearchPath path) {
        path.note().filter(note -> LogOnce.isFirst(Registry.class, note)).ifPresent(LOG::info);
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        // A provider that starts ND4J as it is constructed does so for the whole JVM.
        thread.setContextClassLoader(SearchPath.usableContext());
        try {
            return load(path);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    @SuppressWarnings("unchecked")
    private static Registry load(SearchPath path) {
        List<ProviderFailure> failures = new ArrayList<>();
        Registry empty = empty();
        List<Model<?>> models = new ArrayList<>();
        Discovery.load(Model.class, path, failures::add).forEach(models::add);
        List<Task<?>> tasks = new ArrayList<>();
        Discovery.load(Task.class, path, failures::add).forEach(tasks::add);
        List<Trainer> trainers = Discovery.load(Trainer.class, path, failures::add);
        return new Registry(
                empty.models.discovered(models, failures::add),
                empty.tasks.discovered(tasks, failures::add),
                empty.trainers.discovered(trainers, failures::add),
                failures,
                path.note());
    }

    /**
     * Returns a copy with a model, which replaces one with the same id.
     *
     * @param model the model
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case, or there is no configuration type
     */
    public Registry with(Model<?> model) {
        return new Registry(models.replacing(model), tasks, trainers, failures, discoveryNote);
    }

    /**
     * Returns a copy with a task, which replaces one with the same id.
     *
     * @param task the task
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case, or there is no configuration type
     */
    public Registry with(Task<?> task) {
        return new Registry(models, tasks.replacing(task), trainers, failures, discoveryNote);
    }

    /**
     * Returns a copy with a trainer, which replaces one with the same id.
     *
     * @param trainer the trainer
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case
     */
    public Registry with(Trainer trainer) {
        return new Registry(models, tasks, trainers.replacing(trainer), failures, discoveryNote);
    }

    /**
     * Finds a model.
     *
     * @param id its id
     * @return the model
     * @throws UnknownProviderException if there is none
     * @throws DuplicateProviderException if there are two
     */
    public Model<?> model(String id) {
        return models.get(id, failures(), discoveryNote);
    }

    /**
     * Finds a task.
     *
     * @param id its id
     * @return the task
     * @throws UnknownProviderException if there is none
     * @throws DuplicateProviderException if there are two
     */
    public Task<?> task(String id) {
        return tasks.get(id, failures(), discoveryNote);
    }

    /**
     * Finds a trainer.
     *
     * @param id its id
     * @return the trainer
     * @throws UnknownProviderException if there is none
     * @throws DuplicateProviderException if there are two
     */
    public Trainer trainer(String id) {
        return trainers.get(id, failures(), discoveryNote);
    }

    /**
     * Returns the usable models.
     *
     * @return sorted by id
     */
    public List<InstalledProvider<Model<?>>> models() {
        return models.all();
    }

    /**
     * Returns the usable tasks.
     *
     * @return sorted by id
     */
    public List<InstalledProvider<Task<?>>> tasks() {
        return tasks.all();
    }

    /**
     * Returns the usable trainers.
     *
     * @return sorted by id
     */
    public List<InstalledProvider<Trainer>> trainers() {
        return trainers.all();
    }

    /**
     * Returns the providers that were found but cannot be used.
     *
     * @return one entry per broken provider or taken id
     */
    public List<ProviderFailure> failures() {
        List<ProviderFailure> all = new ArrayList<>(failures);
        all.addAll(models.conflicts());
        all.addAll(tasks.conflicts());
        all.addAll(trainers.conflicts());
        return List.copyOf(all);
    }

    /**
     * Explains why providers were searched with another class loader than the requested one.
     *
     * @return a sentence that names this library's own class loader and why it was searched instead of the wanted one;
     *     empty if the wanted one was, or nothing was discovered
     */
    public Optional<String> discoveryNote() {
        return discoveryNote;
    }
}
