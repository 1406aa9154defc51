package org.transformerbench.api;

import java.util.OptionalDouble;

/**
 * A reference that needs no trained model, such as guessing by frequency: a trained model that is worse has learned nothing.
 *
 * @param name for example {@code "unigram"} or {@code "end sign and carry digit"}
 * @param loss mean cross-entropy over all targets of the test data in nats
 * @param accuracy share of the scored targets; empty if it is not known
 * @param exactMatch share of whole answers without a wrong token; empty if there are no answers, or it is not known
 */
public record ReferenceLine(String name, double loss, OptionalDouble accuracy, OptionalDouble exactMatch) {

    /**
     * Creates a reference without an exact match.
     *
     * @param name as for {@link #name()}
     * @param loss as for {@link #loss()}
     * @param accuracy as for {@link #accuracy()}
     */
    public ReferenceLine(String name, double loss, OptionalDouble accuracy) {
        this(name, loss, accuracy, OptionalDouble.empty());
    }
}
