package org.transformerbench.api.result;

/**
 * A distribution of measured times.
 *
 * @param p50 the median, in microseconds
 * @param p90 nine of ten are at most this, in microseconds
 * @param p99 99 of 100 are at most this, in microseconds
 * @param count how many were measured
 */
public record Percentiles(double p50, double p90, double p99, int count) {}
