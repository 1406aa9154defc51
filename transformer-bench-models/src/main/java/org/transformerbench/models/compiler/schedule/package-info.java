/**
 * Internal: may change in any release.
 *
 * <p>The way from a graph to instructions on interleaved micro-batches. {@link
 * org.transformerbench.models.compiler.schedule.Scheduler} runs all of it: {@code SharedPlanning} assigns arrays to values that
 * are the same for all examples and computed once, {@code Segmentation} partitions the rest around the calls of ND4J, {@code
 * Ordering} orders each segment, {@code Layout} finds views, {@code BufferPlan} assigns buffers, and {@code CallSelection}, {@code
 * ChainSelection} and
 * {@code InstructionSelection} choose the calls and instructions.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.schedule;

import org.apiguardian.api.API;
