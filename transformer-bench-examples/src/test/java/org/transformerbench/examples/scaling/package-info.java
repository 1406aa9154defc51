/**
 * A cluster on paper: how long many independent runs take on many executors, by the measured times of some. {@code ScalingFiguresTest} holds
 * the page on scaling to what {@code ClusterSimulation} says of {@code MeasuredGrid}.
 */
package org.transformerbench.examples.scaling;
