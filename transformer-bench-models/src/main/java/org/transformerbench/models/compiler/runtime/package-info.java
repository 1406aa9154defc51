/**
 * Internal: may change in any release.
 *
 * <p>The back end for interleaved micro-batches at run time. Reading order: {@link
 * org.transformerbench.models.compiler.runtime.View} (a strided tensor in an array), {@link
 * org.transformerbench.models.compiler.runtime.StridedLoops} (loops over several of them), {@link
 * org.transformerbench.models.compiler.runtime.Interpreter} (computes a graph node by node, as the reference for everything
 * faster), {@link org.transformerbench.models.compiler.runtime.LaneProgram} (instructions; holds no values and is shared by
 * sessions), {@link org.transformerbench.models.compiler.runtime.LaneEngine} (the arrays of one session), {@link
 * org.transformerbench.models.compiler.runtime.LaneBatchEngine} and {@link
 * org.transformerbench.models.compiler.runtime.LaneDecodeProgram} (what sessions use of it), and {@link
 * org.transformerbench.models.compiler.runtime.Regions} (what something else computes: {@link
 * org.transformerbench.models.compiler.runtime.Nd4jRegions}, the only class here that needs ND4J).
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.runtime;

import org.apiguardian.api.API;
