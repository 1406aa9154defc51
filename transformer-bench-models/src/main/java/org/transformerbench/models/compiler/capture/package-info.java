/**
 * Internal: may change in any release.
 *
 * <p>From a SameDiff graph to the compiler's own. {@link org.transformerbench.models.compiler.capture.Capture} goes through the
 * operations in order; for each, the table says how it is written with operations of the compiler. What is looked up there
 * sees the batch axis wherever it stands ({@code Captured}) and refuses whatever would let examples influence each other. What is
 * refused, or not in the table, grows into regions for ND4J ({@code RegionGrowth}), which other operations meet at float32 values that
 * have a part for each example, or depend on parameters alone ({@code Borders}).
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.capture;

import org.apiguardian.api.API;
