package org.transformerbench.api;

/**
 * Training examples in stages, each harder than the one before, from which a run learns one after the other; the last stage is the
 * data's own training examples. What models are judged by is the same in all stages. Immutable and
 * thread-safe.
 *
 * <p>Source: Bengio et al., "Curriculum Learning", ICML 2009.
 */
public interface Curriculum {

    /**
     * Returns the number of stages.
     *
     * @return at least 1
     */
    int stages();

    /**
     * Returns the training examples of a stage. They may be made anew each time.
     *
     * @param stage 1 to {@link #stages()}
     * @return a set that is not empty, the same each time, with as many tokens and targets per example as the data's others
     */
    ExampleSet train(int stage);

    /**
     * Returns examples like those of a stage that are not among them, to see how well it was learned; where a stage has too few
     * examples for that, some of its own.
     *
     * @param stage 1 to {@link #stages()}
     * @return a fixed set; empty only where {@link #pace()} does not ask for accuracy
     */
    ExampleSet validation(int stage);

    /**
     * Returns when a stage ends.
     *
     * @return the rule for all stages but the last, which does not end
     */
    CurriculumPace pace();
}
