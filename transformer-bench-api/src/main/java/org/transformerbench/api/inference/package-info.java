/**
 * Inference with trained models: whole answers ({@link org.transformerbench.api.inference.AnswerGenerator}), continued text ({@link
 * org.transformerbench.api.inference.TextGenerator}), and the speed of both ({@link
 * org.transformerbench.api.inference.SpeedMeasurement}).
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.inference;

import org.apiguardian.api.API;
