package org.transformerbench.api;

/**
 * Runs optimizer steps on a model's graph. Trainers differ in speed, never in results: the loop around the steps
 * (batches, budgets, evaluation, listeners) is shared, see
 * {@link org.transformerbench.api.training.TrainingLoop}.
 *
 * <p>Implementations are stateless, cheap to construct and touch no ND4J in their constructor.
 */
public interface Trainer {

    /**
     * The stable name of this trainer.
     *
     * @return an id in kebab-case, as for {@link Model#id()}
     */
    String id();

    /**
     * Initialises the parameters from the seed stream {@link SeedStreams#INIT} and makes ready for steps.
     *
     * @param spec model, configuration, shape, targets, optimizer and seeds
     * @param <C> the type of the model's configuration
     * @return a session that the caller closes
     * @throws ModelException if the model's graph cannot be built or does not keep the contract of {@link Model}
     */
    <C extends Record> TrainingSession open(TrainingSpec<C> spec);
}
