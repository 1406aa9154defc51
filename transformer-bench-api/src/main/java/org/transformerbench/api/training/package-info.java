/**
 * The loop around the steps: batches, budgets, evaluation, early stop, the best model and listeners, the same for every trainer; and
 * the state in which a run can be left and taken up again.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.training;

import org.apiguardian.api.API;
