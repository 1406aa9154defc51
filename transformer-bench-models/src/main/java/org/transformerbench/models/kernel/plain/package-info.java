/**
 * Internal: may change in any release.
 *
 * <p>Kernels as plain loops, in the forms of which the JVM's compiler makes vector instructions by itself. {@link
 * org.transformerbench.models.kernel.plain.PlainKernels} makes the set; a family is a class, with others for what it is built of.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.kernel.plain;

import org.apiguardian.api.API;
