/**
 * Internal, but for {@link org.transformerbench.models.engine.CompiledTrainer}: may change in any release.
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
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.engine;

import org.apiguardian.api.API;
