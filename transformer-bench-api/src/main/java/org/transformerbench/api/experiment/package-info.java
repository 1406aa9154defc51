/**
 * Comparisons: a grid of models, learning rates and seeds on one task, or several of them, also from a file; and the runner
 * that works them off, goes on where it was ended, and makes several runs at once if it is told to.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.experiment;

import org.apiguardian.api.API;
