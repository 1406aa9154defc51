/**
 * Internal: may change in any release. Ask the registry for the trainer {@code compiled}.
 *
 * <p>The trainer {@code compiled}: sessions, and the choice between the two back ends of the {@link
 * org.transformerbench.models.compiler compiler}. Reading order: {@link org.transformerbench.models.engine.CompiledTrainer}, {@link
 * org.transformerbench.models.engine.CompiledSession}, {@link org.transformerbench.models.engine.Backend} (which back end computes a
 * graph: {@link org.transformerbench.models.engine.RowBackend} or {@link org.transformerbench.models.engine.LaneBackend}),
 * {@link org.transformerbench.models.engine.CapturedOnce} (a graph that is tried on both is captured once), {@link
 * org.transformerbench.models.engine.ProgramCache} and {@link org.transformerbench.models.engine.GraphFingerprint} (equal graphs are
 * compiled once), {@link org.transformerbench.models.engine.GradualEngine} (sessions on rows begin on plain kernels, and go over to
 * vector kernels when those have been compiled; on interleaved micro-batches the two sets add up in different orders, and a session
 * has one of them from its first step on).
 *
 * <p>Invariants: programs hold no values and no seeds, so that sessions share them; results depend neither on the number of
 * threads nor, on rows, on the set of kernels or the moment of going over to another.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.engine;

import org.apiguardian.api.API;
