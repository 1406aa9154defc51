package org.transformerbench.api;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A model: tokens of shape (B, T) become logits of shape (B, O, V), as a plain SameDiff graph.
 *
 * <p>Implementations are stateless, cheap to construct and touch no ND4J in their constructor, because discovery
 * constructs them all. The same {@link #logits} method defines the training graph and the evaluation graph; the scope
 * knows which one it is.
 *
 * @param <C> the configuration: a record that validates itself in its compact constructor
 */
public interface Model<C extends Record> {

    /**
     * The stable name of this model.
     *
     * @return an id in kebab-case: a letter, then letters, digits and hyphens, at most 64 characters
     */
    String id();

    /**
     * The type of the configuration.
     *
     * @return the record class
     */
    Class<C> configType();

    /**
     * The configuration that is used where the user says nothing.
     *
     * @param shape what the data looks like
     * @return a valid configuration
     */
    C defaultConfig(SequenceShape shape);

    /**
     * Defines the graph. A model that {@linkplain #predicts() predicts every position} must be causal: a token
     * influences no logits of earlier positions.
     *
     * @param graph creates and names parameters; knows T, V and whether this graph is for training
     * @param tokens token ids, shape (B, T), int32, 0 &lt;= id &lt; V
     * @param config the configuration
     * @return logits, shape (B, O, V), float32
     */
    SDVariable logits(GraphScope graph, SDVariable tokens, C config);

    /**
     * Whether there are logits for every input position (the default) or only for what follows the last one.
     *
     * @return {@link Targets#EVERY} for a causal sequence model, {@link Targets#LAST} for one that reads the whole
     *     window and predicts what follows it
     */
    default Targets predicts() {
        return Targets.EVERY;
    }

    /**
     * Further names under which a checkpoint of the original implementation holds one of the parameters.
     *
     * @param config the configuration
     * @return alias to parameter name; empty by default
     */
    default Map<String, String> tiedParameters(C config) {
        return Map.of();
    }
}
