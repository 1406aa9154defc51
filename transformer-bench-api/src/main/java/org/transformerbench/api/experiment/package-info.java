/**
 * Comparisons: a grid of models, learning rates and seeds on one task under one protocol, the runner that works it off, and
 * the settings by which single values are changed.
 */
package org.transformerbench.api.experiment;
