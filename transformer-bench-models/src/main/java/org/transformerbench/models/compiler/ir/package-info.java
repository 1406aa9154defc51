/**
 * Internal: may change in any release.
 *
 * <p>The compiler's intermediate representation: a graph of values without order or storage. Reading order: {@link
 * org.transformerbench.models.compiler.ir.Shape} (keeps the batch apart from the dimensions of an example), {@link
 * org.transformerbench.models.compiler.ir.Op} (what an operation defines), {@link org.transformerbench.models.compiler.ir.Node}
 * (an operation applied to values), {@link org.transformerbench.models.compiler.ir.Builder} (creates nodes), {@link
 * org.transformerbench.models.compiler.ir.Verifier} (the rules of a graph).
 *
 * <p>Whatever a graph computes for an example depends on that example, on parameters and on constants alone. All values are
 * float32; tokens and truth values are numbers that float32 holds exactly.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.ir;

import org.apiguardian.api.API;
