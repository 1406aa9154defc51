package org.transformerbench.api;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The scope in which a {@link Model} defines its graph: it names and initialises parameters, and knows whether the graph is for
 * training or for evaluation. Both graphs share the parameters.
 */
public interface GraphScope {

    /**
     * Returns the graph under construction.
     *
     * @return SameDiff, for every operation that is no parameter and no dropout
     */
    SameDiff graph();

    /**
     * Returns the shape of the data.
     *
     * @return vocabulary size, context length, output positions
     */
    SequenceShape shape();

    /**
     * Returns the number of positions of this graph's tokens.
     *
     * @return T, at most the context length
     */
    int positions();

    /**
     * Returns whether this is the training graph.
     *
     * @return false in evaluation
     */
    boolean training();

    /**
     * Declares a parameter. Its first values come from the seed stream and depend on the seed and the full name only.
     *
     * @param name unique in this scope; the full name is the names of the scopes and this one, joined by dots
     * @param initializer the distribution of the first values
     * @param shape sizes of the dimensions
     * @return the variable
     * @throws ModelException if the name was used already
     */
    SDVariable parameter(String name, Initializer initializer, long... shape);

    /**
     * Applies inverted dropout: in training each element is zeroed with probability {@code rate} and divided by {@code 1 - rate}
     * otherwise; in evaluation the input is returned unchanged. Source: Srivastava et al., "Dropout", JMLR 2014.
     *
     * @param input shape (B, shapePerExample...)
     * @param rate probability of zero; in [0, 1)
     * @param shapePerExample the input's dimensions without the first
     * @return a variable of the input's shape
     */
    SDVariable dropout(SDVariable input, double rate, long... shapePerExample);

    /**
     * Returns a child scope of this one.
     *
     * @param name joins the names of the parameters in it; may hold dots
     * @return the scope
     */
    GraphScope child(String name);
}
