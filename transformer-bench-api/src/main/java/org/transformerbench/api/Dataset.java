package org.transformerbench.api;

import java.util.List;

/** The data of one task with one seed. Immutable, and read by several threads where runs are made side by side. */
public interface Dataset {

    /**
     * The tokens.
     *
     * @return the vocabulary
     */
    Vocabulary vocabulary();

    /**
     * The length of every example.
     *
     * @return T
     */
    int contextLength();

    /**
     * The target modes that this data offers.
     *
     * @return the preferred one first, never empty
     */
    List<Targets> targets();

    /**
     * The examples to learn from.
     *
     * @param targets one of {@link #targets()}
     * @return a set that is not empty
     */
    ExampleSet train(Targets targets);

    /**
     * The examples that choose when to stop; empty if the configuration sets none aside.
     *
     * @param targets one of {@link #targets()}
     * @return a fixed set
     */
    ExampleSet validation(Targets targets);

    /**
     * The examples that judge the result.
     *
     * @param targets one of {@link #targets()}
     * @return a fixed set that is not empty
     */
    ExampleSet test(Targets targets);

    /**
     * What can be reached on the test data without a model in training. Asked once per run, after its last step: data that
     * takes long to find it keeps it.
     *
     * @param targets one of {@link #targets()}
     * @return empty by default
     */
    default List<ReferenceLine> references(Targets targets) {
        return List.of();
    }
}
