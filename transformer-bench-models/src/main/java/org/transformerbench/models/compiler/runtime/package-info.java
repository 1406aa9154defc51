/**
 * Internal: may change in any release.
 *
 * <p>Where graphs of the compiler run. {@link org.transformerbench.models.compiler.runtime.View} is a tensor in an array, {@link
 * org.transformerbench.models.compiler.runtime.Runs} walks over several, and {@link
 * org.transformerbench.models.compiler.runtime.Interpreter} computes a graph node by node: the reference that whatever is faster is
 * held against. A {@link org.transformerbench.models.compiler.runtime.LaneProgram} holds no values and is shared by sessions; a {@link
 * org.transformerbench.models.compiler.runtime.LaneEngine} has the arrays of one of them, and {@link
 * org.transformerbench.models.compiler.runtime.Nd4jRegions} what ND4J computes.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.runtime;

import org.apiguardian.api.API;
