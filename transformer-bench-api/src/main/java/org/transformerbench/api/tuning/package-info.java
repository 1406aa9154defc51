/**
 * The search for the values that a model is trained with, at the same effort for every model. Read {@link
 * org.transformerbench.api.tuning.SearchSpace} first, which a model declares, then {@link
 * org.transformerbench.api.tuning.TuningPlan}, which says how much is tried, and {@link
 * org.transformerbench.api.tuning.SuccessiveHalving}, which says what is tried next. Each {@link
 * org.transformerbench.api.tuning.Trial} is kept, and {@link org.transformerbench.api.tuning.ModelTuning} sums them up. Nothing here
 * trains: the runner of experiments does.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.tuning;

import org.apiguardian.api.API;
