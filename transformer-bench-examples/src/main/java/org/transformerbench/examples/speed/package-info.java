/** Measures how fast a session steps, and how fast the machine could. */
package org.transformerbench.examples.speed;
