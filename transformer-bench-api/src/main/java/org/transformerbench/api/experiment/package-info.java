/** Comparisons: a grid of models, learning rates and seeds on one task, and the runner that works it off. */
package org.transformerbench.api.experiment;
