/**
 * Internal: may change in any release.
 *
 * <p>Operations that are composed of others and faster as one. {@link org.transformerbench.models.compiler.op.fused.Fused}
 * derives shape, gradient and values from the composition.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.op.fused;

import org.apiguardian.api.API;
