/**
 * Internal: may change in any release.
 *
 * <p>The rewriting of graphs by rules: a {@link org.transformerbench.models.compiler.rewrite.Rule} matches a {@link
 * org.transformerbench.models.compiler.rewrite.Pattern} against a node and builds another node from what the {@link
 * org.transformerbench.models.compiler.rewrite.Match} has bound; the {@link
 * org.transformerbench.models.compiler.rewrite.Rewriter} does so for a whole graph. Read them in this order.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.rewrite;

import org.apiguardian.api.API;
