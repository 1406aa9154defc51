/**
 * Internal: may change in any release.
 *
 * <p>The rules of the compiler, one per file; {@link org.transformerbench.models.compiler.rules.Rules} lists them in order. Every
 * rule preserves the numbers of a graph up to rounding: without it, the graph is only slower.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.rules;

import org.apiguardian.api.API;
