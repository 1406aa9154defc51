/**
 * Internal: may change in any release.
 *
 * <p>Where graphs of the compiler run. {@link org.transformerbench.models.compiler.runtime.View} is a tensor in an array, {@link
 * org.transformerbench.models.compiler.runtime.Runs} walks over several, and {@link
 * org.transformerbench.models.compiler.runtime.Interpreter} computes a graph node by node: the reference that whatever is faster is
 * held against. {@link org.transformerbench.models.compiler.runtime.SliceEngine} runs programs; {@link
 * org.transformerbench.models.compiler.runtime.Nd4jRegions} has what ND4J computes of one, for one session.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.runtime;

import org.apiguardian.api.API;
