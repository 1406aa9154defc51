/**
 * Internal: may change in any release.
 *
 * <p>Reverse-mode differentiation from graph to graph: {@link org.transformerbench.models.compiler.autodiff.Differentiation}.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.autodiff;

import org.apiguardian.api.API;
