/**
 * Internal: may change in any release.
 *
 * <p>Kernels as plain loops, in the forms of which the JVM's compiler makes vector instructions by itself. {@link
 * org.transformerbench.models.kernel.plain.PlainKernels} and {@code PlainInterleaved} implement the two interfaces, with a class for each
 * kind of work.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.kernel.plain;

import org.apiguardian.api.API;
