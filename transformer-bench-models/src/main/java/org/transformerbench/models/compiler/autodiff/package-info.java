/**
 * Internal: may change in any release.
 *
 * <p>Gradients of graphs, as graphs: {@link org.transformerbench.models.compiler.autodiff.Differentiation}.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.autodiff;

import org.apiguardian.api.API;
