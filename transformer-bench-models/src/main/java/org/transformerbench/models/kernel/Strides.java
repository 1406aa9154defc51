package org.transformerbench.models.kernel;

/**
 * A matrix in an array, whose rows and columns have any distance.
 *
 * @param data the array
 * @param offset index of the first element
 * @param row from one row to the next
 * @param column from one column to the next
 */
public record Strides(float[] data, int offset, int row, int column) {}
