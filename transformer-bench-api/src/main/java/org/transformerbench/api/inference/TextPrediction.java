package org.transformerbench.api.inference;

/**
 * The prediction of a model for one text.
 *
 * @param input the text
 * @param output the answer, the class, or what continues the line
 * @param probability of a class among all classes; else the product of the probabilities of all tokens that the model wrote, the
 *     end token included; in [0, 1]
 * @param ended whether the output is whole; false if it was cut because it became longer than any in the data can be
 * @param unknownUnits how many characters or words of the input were not in the training data
 * @param cutUnits how many characters or words at the end of the input were left out because it is too long
 */
public record TextPrediction(
        String input, String output, double probability, boolean ended, int unknownUnits, int cutUnits) {}
