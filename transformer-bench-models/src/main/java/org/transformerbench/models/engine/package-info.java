/**
 * Internal: may change in any release. Ask the registry for the trainer {@code compiled}.
 *
 * <p>The trainer that compiles, and the steps on rows. Reading order: {@link org.transformerbench.models.engine.CompiledTrainer},
 * {@link org.transformerbench.models.engine.CompiledSession} and {@link org.transformerbench.models.engine.Compilation} (which of two
 * ways a graph is computed); {@link org.transformerbench.models.engine.SlicedCompilation} (interleaved slices: everything that the
 * {@link org.transformerbench.models.compiler compiler} knows, with ND4J for the rest); {@link
 * org.transformerbench.models.engine.RowCompilation}, {@link org.transformerbench.models.engine.RowLowering} (operations of the fused
 * graph become {@link org.transformerbench.models.engine.Step}s), {@link org.transformerbench.models.engine.Packed} (weights in the
 * kernels' layout), {@link org.transformerbench.models.engine.Engine} (groups and slices of a batch); {@link
 * org.transformerbench.models.engine.DecodeLowering} and {@link org.transformerbench.models.engine.DecodeEngine} (one position at a
 * time).
 *
 * <p>Invariants: a batch is cut into a number of groups that does not depend on the number of threads; a group's slices run
 * in order on one thread into the group's own gradients, and groups are added up in order, so that results do not depend on
 * the number of threads. No step knows a model, and none holds values or seeds: programs are shared by sessions. Each pass
 * looks at each node of a graph a few times, and none recurses over the graph.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.engine;

import org.apiguardian.api.API;
