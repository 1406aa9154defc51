/**
 * Internal: may change in any release.
 *
 * <p>The back end of operations on rows: a matrix has a row for each example and position, as wide as the model. It is faster than interleaved micro-batches
 * for wide models, long contexts and few examples, but supports only the operations of Transformers. Reading order: {@link
 * org.transformerbench.models.compiler.rows.RowLowering} (nodes of a fused forward graph become {@link
 * org.transformerbench.models.compiler.rows.RowOperation}s, each with its own backward pass), {@link
 * org.transformerbench.models.compiler.rows.RowProgram}, {@link org.transformerbench.models.compiler.rows.PackedLayout} (weights in the
 * layout of the kernels), {@link org.transformerbench.models.compiler.rows.RowEngine} (groups and micro-batches of a batch), {@link
 * org.transformerbench.models.compiler.rows.DecodeLowering} and {@link org.transformerbench.models.compiler.rows.RowDecodeProgram} (one
 * position at a time, with the keys and values of the earlier ones).
 *
 * <p>Invariants: a batch is cut into a number of groups that does not depend on the number of threads; the micro-batches of a group run in
 * order on one thread into the group's own gradients, and groups are added up in order. No operation knows a model, and none holds values or
 * seeds: programs are shared by sessions.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.rows;

import org.apiguardian.api.API;
