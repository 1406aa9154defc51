package org.transformerbench.models.compiler.rows;

/**
 * A parameter's values in the layout of a {@link PackedLayout}; each engine has its own.
 *
 * @param values shape (rows, columns) in panels, padded
 * @param transposed shape (columns, rows) in panels, padded; null for what is no weight
 */
record PackedTensor(float[] values, float[] transposed) {}
