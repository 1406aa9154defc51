/**
 * The reference trainer: gradients by SameDiff's own automatic differentiation on any ND4J backend. It is the measure of
 * every other trainer's numbers, not of its speed.
 */
package org.transformerbench.models.samediff;
