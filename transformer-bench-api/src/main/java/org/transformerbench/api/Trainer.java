package org.transformerbench.api;

/**
 * A trainer that runs optimizer steps on a model's graph. Trainers differ in speed, never in results: the loop around the steps
 * (batches, budgets, evaluation, listeners) is shared, see {@link org.transformerbench.api.training.TrainingLoop}.
 *
 * <p>Implementations are stateless, cheap to construct and touch no ND4J in their constructor. Sessions are opened and used
 * on several threads, and one session by several threads at the same time: its calls, and those of its decoders, then run one
 * after the other, see {@link TrainedModel}. {@link TrainingSession#synchronizedSession} does that for any session.
 */
public interface Trainer {

    /**
     * The maximum number of threads of a session. No processor has as many; a larger number is a slip, and would end in memory
     * that is used up by threads.
     */
    int MAX_THREADS = 1024;

    /**
     * Returns the stable name of this trainer.
     *
     * @return an id in kebab-case, as for {@link Model#id()}
     */
    String id();

    /**
     * Returns a trainer for one of several runs that share the processors. Its results are the same, to the last bit.
     *
     * @param threads with how many threads a session should compute; 1 to {@value #MAX_THREADS}
     * @return this one by default: the trainer cannot choose, and runs side by side get in each other's way
     */
    default Trainer withThreads(int threads) {
        return this;
    }

    /**
     * Initialises the parameters from the seed stream {@link SeedStreams#INIT} and opens a session.
     *
     * @param spec model, configuration, shape, targets, optimizer and seeds
     * @param <C> the type of the model's configuration
     * @return a session that the caller closes
     * @throws ModelException if the model's graph cannot be built or does not keep the contract of {@link Model}
     */
    <C extends Record> TrainingSession open(TrainingSpec<C> spec);
}
