/**
 * Inference with trained models: whole answers ({@link org.transformerbench.api.inference.AnswerGenerator}), prompts that are
 * continued to their end ({@link org.transformerbench.api.inference.Completer}), continued text ({@link
 * org.transformerbench.api.inference.TextGenerator}), texts for texts ({@link
 * org.transformerbench.api.inference.TextPredictor}; unit by unit, a {@link
 * org.transformerbench.api.inference.DetailedPrediction}), and the speed of answers ({@link
 * org.transformerbench.api.inference.SpeedMeasurement}).
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.inference;

import org.apiguardian.api.API;
