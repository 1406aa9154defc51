/**
 * Internal: may change in any release.
 *
 * <p>The operations of the compiler, one a file. {@link org.transformerbench.models.compiler.op.Tanh} shows all that one has to
 * say; {@link org.transformerbench.models.compiler.op.Elementwise}, {@link org.transformerbench.models.compiler.op.Movement} and
 * {@link org.transformerbench.models.compiler.op.Reduction} hold what families share, and {@link
 * org.transformerbench.models.compiler.op.Expressions} is how graphs of them are written. What can be composed of other operations
 * without harm to its numbers is no operation of its own.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.op;

import org.apiguardian.api.API;
