/**
 * Trained models in production. A {@link org.transformerbench.models.predict.Predictor} loads a {@link
 * org.transformerbench.models.bundle.Bundle} and answers texts with texts, on this library's own kernels: no class of ND4J is
 * loaded. A {@link org.transformerbench.models.predict.Prediction} says how sure the model is.
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.predict;

import org.apiguardian.api.API;
