/** The loop around the steps: batches, budgets, evaluation, early stop and listeners, the same for every trainer. */
package org.transformerbench.api.training;
