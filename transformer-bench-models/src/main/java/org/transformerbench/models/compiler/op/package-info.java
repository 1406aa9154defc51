/**
 * Internal: may change in any release.
 *
 * <p>The operations of the compiler, one per file. {@link org.transformerbench.models.compiler.op.Tanh} shows all that an
 * operation has to define; {@link org.transformerbench.models.compiler.op.Elementwise}, {@link
 * org.transformerbench.models.compiler.op.Movement} and {@link org.transformerbench.models.compiler.op.Reduction} hold what
 * families share, and graphs are written with {@link org.transformerbench.models.compiler.op.Expressions}. What can be composed
 * of other operations without loss of accuracy has no operation of its own.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.op;

import org.apiguardian.api.API;
