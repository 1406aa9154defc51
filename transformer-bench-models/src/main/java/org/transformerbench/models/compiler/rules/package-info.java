/**
 * Internal: may change in any release.
 *
 * <p>The rules of the compiler, one a file; {@link org.transformerbench.models.compiler.rules.Rules} lists them in order. Every rule leaves the numbers of a graph
 * as they are, up to rounding: without it, the graph is only slower.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.rules;

import org.apiguardian.api.API;
