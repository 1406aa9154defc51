/**
 * Internal: may change in any release.
 *
 * <p>The passes of the compiler, one per file. They start from a {@link org.transformerbench.models.compiler.pass.SourceGraph}. A {@link org.transformerbench.models.compiler.pass.Pass} transforms a {@link
 * org.transformerbench.models.compiler.pass.CompilationUnit}; the {@link org.transformerbench.models.compiler.pass.PassManager}
 * runs passes in sequence, verifies the graph after each, and reports it to a {@link
 * org.transformerbench.models.compiler.pass.PassListener}. Read them in this order.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.pass;

import org.apiguardian.api.API;
