package org.transformerbench.api;

import java.util.List;
import java.util.Optional;

/** The data of one task with one seed. Immutable, and read by several threads where runs are made side by side. */
public interface Dataset {

    /**
     * Returns the vocabulary, whose ids the examples hold.
     *
     * @return the vocabulary
     */
    Vocabulary vocabulary();

    /**
     * Returns the length of every example.
     *
     * @return T
     */
    int contextLength();

    /**
     * Returns the target modes that this dataset supports.
     *
     * @return the preferred one first, never empty
     */
    List<Targets> targets();

    /**
     * Returns the training examples.
     *
     * @param targets one of {@link #targets()}
     * @return a set that is not empty
     */
    ExampleSet train(Targets targets);

    /**
     * Returns the stages in which the training examples are learned from.
     *
     * @param targets one of {@link #targets()}
     * @return empty by default, for data that is learned from as a whole
     */
    default Optional<Curriculum> curriculum(Targets targets) {
        return Optional.empty();
    }

    /**
     * Returns the validation examples, which decide when to stop; empty if the configuration sets none aside.
     *
     * @param targets one of {@link #targets()}
     * @return a fixed set
     */
    ExampleSet validation(Targets targets);

    /**
     * Returns the test examples, on which results are reported.
     *
     * @param targets one of {@link #targets()}
     * @return a fixed set that is not empty
     */
    ExampleSet test(Targets targets);

    /**
     * Returns whether the examples are windows of running text. A model that predicts every position of them is judged at the last
     * position too, where it has a full context as models have that predict no other; and it writes a piece of text for the report.
     *
     * @return by default, whether the test data has no {@linkplain ExampleSet#answers() whole answers}
     */
    default boolean runningText() {
        return test(targets().get(0)).answers().count() == 0;
    }

    /**
     * Returns the checksum of the files that the data was read from. It is part of the {@linkplain
     * org.transformerbench.api.run.RunSpec identity} of a run: a configuration names a file, and not what is in it.
     *
     * @return {@code "sha256:"} and 64 lower-case hexadecimal digits; empty by default, for data that follows from configuration and
     *     seed alone
     */
    default Optional<String> dataChecksum() {
        return Optional.empty();
    }

    /**
     * Returns how a user's text becomes a prompt for a model of this data, and what such a model wrote becomes a text.
     *
     * @return empty by default, for data that is not text
     */
    default Optional<TextEncoding> textEncoding() {
        return Optional.empty();
    }

    /**
     * Judges a trained model by measures of this task's own, such as which class is taken for which. Asked once per run, after its
     * last step.
     *
     * @param model the model, which is not changed
     * @param targets the mode that it was trained in
     * @return what was found on the test data; empty by default
     */
    default Optional<TaskMetrics> taskMetrics(TrainedModel model, Targets targets) {
        return Optional.empty();
    }

    /**
     * Returns reference losses and accuracies on the test data that need no trained model. Asked once per run, after its last
     * step: data that takes long to find it keeps it.
     *
     * @param targets one of {@link #targets()}
     * @return empty by default
     */
    default List<ReferenceLine> references(Targets targets) {
        return List.of();
    }
}
