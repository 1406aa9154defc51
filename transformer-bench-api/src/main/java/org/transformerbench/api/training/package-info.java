/** The loop around the steps: batches, budgets, evaluation, early stop and listeners, the same for every trainer. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.training;

import org.apiguardian.api.API;
