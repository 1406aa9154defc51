package org.transformerbench.api.inference;

import java.util.List;
import org.transformerbench.api.config.Require;

/**
 * The prediction of one unit of a text: a character, a word, or a class.
 *
 * @param text of the unit; empty for the sign that ends the text
 * @param probability of the unit after those before it, among all units or among all classes; in [0, 1]
 * @param alternatives other units for this place, the most probable first
 */
public record UnitPrediction(String text, double probability, List<Alternative> alternatives) {

    public UnitPrediction {
        Require.given("text", text);
        Require.between("probability", probability, 0, 1);
        alternatives = List.copyOf(alternatives);
    }

    /**
     * Another unit.
     *
     * @param text of the unit; empty for the sign that ends the text
     * @param probability of the unit in this place; in [0, 1]
     */
    public record Alternative(String text, double probability) {
        public Alternative {
            Require.given("text", text);
            Require.between("probability", probability, 0, 1);
        }
    }
}
