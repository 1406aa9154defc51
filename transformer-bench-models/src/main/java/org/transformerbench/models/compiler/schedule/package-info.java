/**
 * Internal: may change in any release.
 *
 * <p>From a graph to instructions. {@link org.transformerbench.models.compiler.schedule.Scheduler} is the whole of it: what depends on no
 * example is computed once, where {@code SharedPlanning} says, {@code Cut} makes segments of the rest around what ND4J computes,
 * {@code Ordering} puts each into an order, {@code Layout} says what is a view of something else,
 * {@code BufferPlan} where values lie, and {@code ChainSelection} and {@code InstructionSelection} what computes them.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.schedule;

import org.apiguardian.api.API;
