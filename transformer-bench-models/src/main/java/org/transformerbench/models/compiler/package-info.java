/**
 * Internal: may change in any release.
 *
 * <p>A compiler that turns SameDiff graphs whose examples do not influence each other into fast programs. {@link
 * org.transformerbench.models.compiler.Compiler} lists its passes. Reading order: {@code ir} (graphs), {@code op} (one operation a
 * file: shape, gradient, numbers), {@code capture} (SameDiff's operations as nodes), {@code pass} (transformations of graphs), {@code
 * autodiff}, {@code rewrite} and {@code rules} (different notations become one form).
 *
 * <p>Two back ends share {@code batch} (parameters, threads). {@code schedule} (order, buffers, instructions) and {@code runtime}
 * (instructions, micro-batches) compute any graph, with ND4J for what has no kernel. {@code rows} computes a forward graph that was fused to
 * nothing but operations with kernels for rows. {@code decode} continues texts position by position, with either of them: {@code
 * pass.OnePosition} makes the graph of one position of that of all, wherever positions meet in causal attention alone.
 *
 * <p>Invariants: a micro-batch is <em>interleaved</em>, the examples of each element side by side, so that every operation works on
 * whole vectors, and moving elements costs nothing. Lanes without an example repeat the last one, with a gradient of zero. Micro-batches belong
 * to groups that depend on the batch alone and are added up in order: results do not depend on the number of threads.
 *
 * <p>Operations that the compiler does not know, or that let examples influence each other, are nodes like others: {@link
 * org.transformerbench.models.compiler.op.Nd4jPart}, with a gradient that is a node too. ND4J computes them for the whole batch, so that
 * a program is cut into segments there ({@code schedule.Segmentation}). Only what crosses a cut is kept for the whole batch, its gradients
 * included: a segment's forward pass is computed again before its backward pass, and dropout draws the same masks. A graph that
 * cannot be cut so (random numbers of its own, control flow, a part without gradient, results that do not grow with the batch)
 * is refused, with the reason.
 *
 * <p>Only {@code capture} and {@code runtime.Nd4jRegions} need classes of ND4J: a graph that was captured before is compiled and
 * computed without them.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler;

import org.apiguardian.api.API;
