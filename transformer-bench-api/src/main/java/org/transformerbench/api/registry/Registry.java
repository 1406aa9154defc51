package org.transformerbench.api.registry;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.Model;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;

/**
 * What is installed: models, tasks and trainers by id. Immutable; there is no global instance.
 *
 * <p>A provider that cannot be loaded is left out and kept among the {@link #failures()}. Two discovered providers with
 * one id are a failure too, and asking for that id is an error that names both; all others stay usable.
 */
public final class Registry {
    private final Providers<Model<?>> models;
    private final Providers<Task<?>> tasks;
    private final Providers<Trainer> trainers;
    private final List<ProviderFailure> failures;

    private Registry(
            Providers<Model<?>> models,
            Providers<Task<?>> tasks,
            Providers<Trainer> trainers,
            List<ProviderFailure> failures) {
        this.models = models;
        this.tasks = tasks;
        this.trainers = trainers;
        this.failures = List.copyOf(failures);
    }

    /**
     * An empty registry, to be filled by hand.
     *
     * @return a registry without providers
     */
    public static Registry empty() {
        return new Registry(
                new Providers<>(Model.class, Model::id, Model::configType),
                new Providers<>(Task.class, Task::id, Task::configType),
                new Providers<>(Trainer.class, Trainer::id, trainer -> Record.class),
                List.of());
    }

    /**
     * Everything on the class path of the calling thread.
     *
     * @return what the context class loader, or else this library's, finds
     */
    public static Registry discover() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return discover(context == null ? Registry.class.getClassLoader() : context);
    }

    /**
     * Everything that a class loader finds.
     *
     * @param classLoader where {@code META-INF/services} is looked for
     * @return the registry
     */
    @SuppressWarnings("unchecked")
    public static Registry discover(ClassLoader classLoader) {
        List<ProviderFailure> failures = new ArrayList<>();
        Registry empty = empty();
        List<Model<?>> models = new ArrayList<>();
        Discovery.load(Model.class, classLoader, failures::add).forEach(models::add);
        List<Task<?>> tasks = new ArrayList<>();
        Discovery.load(Task.class, classLoader, failures::add).forEach(tasks::add);
        List<Trainer> trainers = Discovery.load(Trainer.class, classLoader, failures::add);
        return new Registry(
                empty.models.discovered(models, failures::add),
                empty.tasks.discovered(tasks, failures::add),
                empty.trainers.discovered(trainers, failures::add),
                failures);
    }

    /**
     * This registry and a model, which replaces another of its id.
     *
     * @param model the model
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case, or there is no configuration type
     */
    public Registry with(Model<?> model) {
        return new Registry(models.replacing(model), tasks, trainers, failures);
    }

    /**
     * This registry and a task, which replaces another of its id.
     *
     * @param task the task
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case, or there is no configuration type
     */
    public Registry with(Task<?> task) {
        return new Registry(models, tasks.replacing(task), trainers, failures);
    }

    /**
     * This registry and a trainer, which replaces another of its id.
     *
     * @param trainer the trainer
     * @return a new registry
     * @throws IllegalArgumentException if the id is not in kebab-case
     */
    public Registry with(Trainer trainer) {
        return new Registry(models, tasks, trainers.replacing(trainer), failures);
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
        return models.get(id, failures());
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
        return tasks.get(id, failures());
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
        return trainers.get(id, failures());
    }

    /**
     * The usable models.
     *
     * @return sorted by id
     */
    public List<Installed<Model<?>>> models() {
        return models.all();
    }

    /**
     * The usable tasks.
     *
     * @return sorted by id
     */
    public List<Installed<Task<?>>> tasks() {
        return tasks.all();
    }

    /**
     * The usable trainers.
     *
     * @return sorted by id
     */
    public List<Installed<Trainer>> trainers() {
        return trainers.all();
    }

    /**
     * What was found and cannot be used.
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
}
