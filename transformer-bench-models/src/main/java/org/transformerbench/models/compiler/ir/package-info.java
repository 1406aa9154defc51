/**
 * Internal: may change in any release.
 *
 * <p>The compiler's intermediate representation: a graph of values without order or storage. {@link
 * org.transformerbench.models.compiler.ir.Shape} keeps the batch apart from the dimensions of an example, {@link
 * org.transformerbench.models.compiler.ir.Op} is what an operation must say of itself, {@link
 * org.transformerbench.models.compiler.ir.Node} applies one, and {@link org.transformerbench.models.compiler.ir.Builder} makes
 * nodes. Read them in this order; {@link org.transformerbench.models.compiler.ir.Verifier} has the rules of a graph.
 *
 * <p>Whatever a graph computes for an example depends on that example, on parameters and on constants alone. All values are
 * float32; tokens and truth values are numbers that float32 holds exactly.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.ir;

import org.apiguardian.api.API;
