/**
 * Internal: may change in any release.
 *
 * <p>Kernels on the Vector API, compiled apart and made by reflection, since its module is incubating. {@link
 * org.transformerbench.models.kernel.vector.VectorKernels} makes the set; a family is a class, with others for what it is built of.
 * Methods stay small enough to be inlined or compiled as a whole: a vector that is not in a register is an object.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.kernel.vector;

import org.apiguardian.api.API;
