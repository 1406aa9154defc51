/**
 * Internal: may change in any release.
 *
 * <p>The construction of SameDiff graphs with parameters from a {@link org.transformerbench.api.Model}: {@link
 * org.transformerbench.models.graph.ModelGraph}, then {@link org.transformerbench.models.graph.Parameters}.
 *
 * <p>Invariants: a parameter's array is made once and shared by all graphs of a model; it changes in place only, because
 * SameDiff's gradient function would go on with a copy after {@code setArray}. No graph has control flow.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.graph;

import org.apiguardian.api.API;
