package org.transformerbench.models.predict;

import java.util.List;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.inference.DetailedPrediction;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.UnitPrediction;

/**
 * The prediction of a model for one text.
 *
 * @param input the text
 * @param text the answer, the class, or what continues the line
 * @param probability of a class among all classes; else the product of the probabilities of all units, the end sign included; in
 *     [0, 1]
 * @param units in the order in which the model wrote them, each with its probability and the most probable others; the end sign
 *     has an empty text; a single one for a class
 * @param ended whether the text is whole; false if it was cut because it became longer than any in the data can be
 * @param unknownUnits how many characters or words of the input were not in the training data
 * @param cutUnits how many characters or words at the end of the input were left out because it is too long
 */
public record Prediction(
        String input,
        String text,
        double probability,
        List<UnitPrediction> units,
        boolean ended,
        int unknownUnits,
        int cutUnits) {

    public Prediction {
        Require.given("input", input);
        Require.given("text", text);
        units = List.copyOf(units);
    }

    /**
     * Returns the prediction without its units.
     *
     * @return as other models of this library give it
     */
    public TextPrediction whole() {
        return new TextPrediction(input, text, probability, ended, unknownUnits, cutUnits);
    }

    static Prediction of(DetailedPrediction detailed) {
        TextPrediction whole = detailed.prediction();
        return new Prediction(
                whole.input(),
                whole.output(),
                whole.probability(),
                detailed.units(),
                whole.ended(),
                whole.unknownUnits(),
                whole.cutUnits());
    }
}
