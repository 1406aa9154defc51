package org.transformerbench.api.inference;

import java.util.List;
import org.transformerbench.api.config.Require;

/**
 * The prediction of a model for one text, unit by unit.
 *
 * @param prediction of the whole text
 * @param units in the order in which the model wrote them, the sign that ends the text included; a single one for a class
 */
public record DetailedPrediction(TextPrediction prediction, List<UnitPrediction> units) {

    public DetailedPrediction {
        Require.given("prediction", prediction);
        units = List.copyOf(units);
    }
}
