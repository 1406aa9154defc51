/** Progress of runs in training, on a terminal or in a file. */
package org.transformerbench.examples.progress;
