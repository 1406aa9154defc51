/** Measurements of the time per training step, and of the peak speed of the machine. */
package org.transformerbench.examples.speed;
