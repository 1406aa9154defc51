package org.transformerbench.models.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;

/**
 * The description of a bundled model.
 *
 * @param model its id
 * @param modelConfig its configuration, a JSON object; not checked
 * @param task id of the task that it was trained on; empty for parameters from elsewhere
 * @param targets which positions it was trained to predict, and is asked for
 * @param shape vocabulary size, context length and output positions
 * @param vocabulary the symbols of its tokens; empty if they are not known
 * @param tiedParameters other name to the name of the parameter with the same values
 */
public record BundleCard(
        String model,
        String modelConfig,
        Optional<String> task,
        Targets targets,
        SequenceShape shape,
        Optional<Vocabulary> vocabulary,
        Map<String, String> tiedParameters) {

    public BundleCard {
        Require.given("model", model);
        Require.that(!model.isBlank(), "model", model, "must be an id");
        Require.given("modelConfig", modelConfig);
        Require.given("task", task);
        Require.given("targets", targets);
        Require.given("shape", shape);
        Require.given("vocabulary", vocabulary);
        Require.given("tiedParameters", tiedParameters);
        tiedParameters = Collections.unmodifiableMap(new LinkedHashMap<>(tiedParameters));
        vocabulary.ifPresent(shape::requireSymbols);
    }
}
