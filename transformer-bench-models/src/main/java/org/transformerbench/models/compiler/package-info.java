/**
 * Internal: may change in any release.
 *
 * <p>The compiler: makes fast programs of SameDiff graphs whose examples do not influence each other. {@link
 * org.transformerbench.models.compiler.Compiler} is the list of its passes. Read {@code ir} (graphs), {@code op} (one operation a
 * file: shape, gradient, numbers), {@code capture} (SameDiff's operations as nodes), {@code pass} (steps from graph to graph), {@code
 * autodiff}, {@code rewrite} and {@code rules} (what is written differently becomes one form), {@code schedule} (order, buffers, instructions) and {@code runtime} (instructions,
 * slices, threads).
 *
 * <p>Invariants: a slice of a batch is <em>interleaved</em>, the examples of each element side by side, so that every operation works on
 * whole vectors, and moving elements costs nothing. Lanes without an example repeat the last one, with a gradient of zero. Slices belong
 * to groups that depend on the batch alone, and are added up in order: results do not depend on the number of threads.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler;

import org.apiguardian.api.API;
