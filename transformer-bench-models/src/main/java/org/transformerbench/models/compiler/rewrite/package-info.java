/**
 * Internal: may change in any release.
 *
 * <p>How rules are written and applied: a {@link org.transformerbench.models.compiler.rewrite.Rule} holds a {@link org.transformerbench.models.compiler.rewrite.Pattern} against a node and makes
 * another node of what the {@link org.transformerbench.models.compiler.rewrite.Match} has bound; the {@link org.transformerbench.models.compiler.rewrite.Rewriter} does so for a whole graph.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.rewrite;

import org.apiguardian.api.API;
